import type { Frame } from '../worker/frames.ts'
import { TargetError } from '../worker/load-target.ts'
import {
  type ClonedResult,
  type Failure,
  type PlainResult,
  decodeClone,
  decodeJson,
  fromWorker,
} from '../worker/messages.ts'
import { reviveThrown } from '../worker/thrown.ts'
import { type PendingResult, WorkerDiedError } from './calls.ts'
import type { ChildEnd, ChildHandle } from './child-handle.ts'
import { endReason } from './end-reason.ts'
import type { FunctionTask } from './function-task.ts'
import { LastWords } from './last-words.ts'
import type { StartWorker } from './start-worker.ts'
import { TaskOutbox } from './task-outbox.ts'
import type { TaskRecord } from './task-record.ts'
import { TasksInFlight } from './tasks-in-flight.ts'
import type { WorkerEvents } from './worker-events.ts'
import type { WorkerLimits } from './worker-limits.ts'

/** One worker of a pool with the tasks that it was given. */
export class PoolWorker {
  readonly name: string
  readonly #child: ChildHandle
  readonly #taskRecord: TaskRecord
  readonly #outbox: TaskOutbox
  readonly #inFlight = new TasksInFlight()
  readonly #lastWords: LastWords
  readonly #limits: WorkerLimits
  readonly #events: WorkerEvents
  /** While a task with a time limit runs. */
  #taskTimer: NodeJS.Timeout | undefined
  /** While a module is imported. */
  #importTimer: NodeJS.Timeout | undefined
  /** Why it was killed. */
  #killReason: Error | undefined
  isReady = false
  /** It gets no more tasks. */
  isFinishing = false
  /** Tasks that it was given altogether. */
  taken = 0

  constructor(name: string, start: StartWorker, limits: WorkerLimits, events: WorkerEvents) {
    this.name = name
    this.#limits = limits
    this.#events = events
    const { child, taskRecord } = start({
      name,
      maxMemoryMb: limits.maxMemoryMb,
      onFrame: (frame) => {
        this.#receive(frame)
      },
      onEnd: (end) => {
        this.#end(end)
      },
    })
    this.#child = child
    this.#taskRecord = taskRecord
    this.#outbox = new TaskOutbox(child)
    this.#lastWords = new LastWords(child.stderr)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Whether this task would not have to wait long here. */
  hasRoomFor(task: FunctionTask): boolean {
    // A task that may take its worker with it has nobody waiting behind it.
    return !this.isFinishing && !this.#taskTimer && this.#inFlight.hasRoomFor(task)
  }

  /** Throws a DataCloneError if its arguments cannot be sent: then it was not taken. */
  give(task: FunctionTask): void {
    const number = this.taken + 1
    this.#outbox.add(number, task)
    this.taken = number
    this.#inFlight.add(number, task)
    const { timeout } = task
    if (timeout === undefined) return
    this.#taskTimer = setTimeout(() => {
      this.#kill(new WorkerDiedError(`The task took longer than ${timeout} ms: ${this.name}, its worker, was killed.`))
    }, timeout)
  }

  /** It ends after the tasks that it has. */
  finish(): void {
    if (this.isFinishing) return
    this.isFinishing = true
    this.#outbox.finish()
  }

  kill(signal: NodeJS.Signals): void {
    this.isFinishing = true
    this.#child.kill(signal)
  }

  setKept(isKept: boolean): void {
    this.#child.setKept(isKept)
  }

  #kill(reason: Error): void {
    this.#killReason = reason
    this.kill('SIGKILL')
  }

  #receive({ kind, number, content }: Frame): void {
    switch (kind) {
      case fromWorker.ready:
        this.isReady = true
        this.#events.ready()
        return
      case fromWorker.importing:
        this.#watchImport(number)
        return
      case fromWorker.imported:
        clearTimeout(this.#importTimer)
        return
      case fromWorker.results: {
        const results = decodeJson(content) as PlainResult[]
        for (const [task, time, value] of results) this.#endTask(task, time)?.resolve(value)
        this.#events.progressed(results.length)
        return
      }
      case fromWorker.result: {
        const [time, value] = decodeClone(content) as ClonedResult
        this.#endTask(number, time)?.resolve(value)
        break
      }
      case fromWorker.failed: {
        const [time, thrown] = decodeClone(content) as Failure
        this.#endTask(number, time)?.reject(reviveThrown(thrown))
        break
      }
    }
    this.#events.progressed(1)
  }

  #watchImport(target: number): void {
    const { importTimeout } = this.#limits
    if (importTimeout === undefined) return
    this.#importTimer = setTimeout(() => {
      const module = this.#outbox.moduleOf(target)
      this.#kill(
        new TargetError(`The module ${module} was not imported within ${importTimeout} ms: its worker was killed.`),
      )
    }, importTimeout)
  }

  #endTask(number: number, time: number): PendingResult | undefined {
    const task = this.#inFlight.end(number, time)
    if (!task) return undefined
    clearTimeout(this.#taskTimer)
    this.#taskTimer = undefined
    return task.result
  }

  #end(end: ChildEnd): void {
    clearTimeout(this.#taskTimer)
    clearTimeout(this.#importTimer)
    const tasks = this.#inFlight.takeAll(this.#taskRecord, this.isReady)
    this.#taskRecord.close()
    const { name, pid } = this
    const { maxMemoryMb } = this.#limits
    const reason = this.#killReason ?? endReason({ name, pid, end, lastWords: this.#lastWords.text, maxMemoryMb })
    this.#events.ended({ ...tasks, reason })
  }
}
