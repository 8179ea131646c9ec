import { TargetTable } from './target-table.ts'
import { WorkerDiedError } from './calls.ts'
import type { ChildEnd, ChildHandle, WorkerStart } from './child.ts'
import { endReason } from './end-reason.ts'
import type { Ledger } from './ledger.ts'
import { type FunctionTask, type Settling, asPlain } from './function-task.ts'
import type { Frame } from '../worker/frames.ts'
import {
  type ClonedResult,
  type ClonedTask,
  type Failure,
  type PlainResult,
  type PlainTask,
  decodeClone,
  decodeJson,
  encodeJson,
  fromWorker,
  toWorker,
} from '../worker/messages.ts'
import { encodeWithQueues } from './encode-with-queues.ts'
import { TargetError } from '../worker/load-target.ts'
import { reviveThrown } from '../worker/thrown.ts'

/** Characters of standard error that are kept for telling why a worker died. */
const lastWords = 2_000

export interface PoolWorkerEvents {
  ready: (worker: PoolWorker) => void
  /** So many of its tasks have ended. */
  progressed: (worker: PoolWorker, ended: number) => void
  /** `begun`: failed with it; `untouched`: for certain never begun, in order. */
  ended: (worker: PoolWorker, end: { begun: FunctionTask[]; untouched: FunctionTask[]; reason: Error }) => void
}

export interface WorkerLimits {
  /** Megabytes that its JavaScript heap may grow to; undefined: as many as Node gives it. */
  maxMemoryMb?: number | undefined
  /** Milliseconds that importing a function's module may take: then it is killed. Undefined: any time. */
  importTimeout?: number | undefined
}

/** Starts one, as a process or a thread. */
export type StartWorker = (start: WorkerStart) => { child: ChildHandle; ledger: Ledger }

/** One worker of a pool with the tasks that it was given. */
export class PoolWorker {
  readonly name: string
  readonly #child: ChildHandle
  readonly #ledger: Ledger
  readonly #targets = new TargetTable()
  readonly #limits: WorkerLimits
  readonly #events: PoolWorkerEvents
  /** In the order in which it runs them. */
  readonly #inFlight = new Map<number, FunctionTask>()
  #batch: PlainTask[] = []
  #isSendDue = false
  #lastNumber = 0
  #expected = 0
  #words = ''
  /** While a task with a time limit runs. */
  #timer: NodeJS.Timeout | undefined
  /** While a module is imported. */
  #importTimer: NodeJS.Timeout | undefined
  /** Why it was killed. */
  #retire: Error | undefined
  isReady = false
  /** It gets no more. */
  isFinishing = false
  /** Tasks that it was given altogether. */
  taken = 0

  constructor(name: string, start: StartWorker, limits: WorkerLimits, events: PoolWorkerEvents) {
    this.name = name
    this.#limits = limits
    this.#events = events
    const { child, ledger } = start({
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
    this.#ledger = ledger
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      process.stderr.write(text)
      this.#words = (this.#words + text).slice(-lastWords)
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Whether this task would not have to wait long here. */
  hasRoomFor({ pace, timeout }: FunctionTask): boolean {
    // What may take its worker with it has nobody waiting behind it.
    if (this.isFinishing || this.#timer) return false
    return timeout === undefined ? pace.fits(this.#inFlight.size, this.#expected) : this.#inFlight.size === 0
  }

  /** Throws a DataCloneError where its arguments cannot be sent; then it was not taken. */
  give(task: FunctionTask): void {
    const number = this.#lastNumber + 1
    const { isNew, number: target } = this.#targets.numberOf(task.target)
    if (isNew) this.#child.writer.send(toWorker.target, target, encodeJson(task.target))
    const plain = asPlain(number, target, task)
    if (plain) {
      this.#batch.push(plain)
    } else {
      const { args, isMany } = task
      const { content, queues } = encodeWithQueues(args, (sent, hasQueues): ClonedTask => [
        target,
        sent as unknown[],
        isMany,
        hasQueues,
      ])
      for (const queue of queues) this.#child.queues.share(queue)
      this.send()
      this.#child.writer.send(toWorker.task, number, content)
    }
    this.#lastNumber = number
    this.#inFlight.set(number, task)
    this.#expected += task.pace.expected
    this.taken++
    const { timeout } = task
    if (timeout !== undefined)
      this.#timer = setTimeout(() => {
        this.#kill(
          new WorkerDiedError(`The task took longer than ${timeout} ms: ${this.name}, its worker, was killed.`),
        )
      }, timeout)
    if (this.#isSendDue) return
    this.#isSendDue = true
    process.nextTick(() => {
      this.send()
    })
  }

  /** What was gathered. */
  send(): void {
    this.#isSendDue = false
    if (this.#batch.length === 0) return
    this.#child.writer.send(toWorker.tasks, 0, encodeJson(this.#batch))
    this.#batch = []
  }

  /** It ends after the tasks that it has. */
  finish(): void {
    if (this.isFinishing) return
    this.isFinishing = true
    this.send()
    this.#child.writer.send(toWorker.finish, 0)
  }

  kill(signal: NodeJS.Signals): void {
    this.isFinishing = true
    this.#child.kill(signal)
  }

  #kill(reason: Error): void {
    this.#retire = reason
    this.kill('SIGKILL')
  }

  setKept(isKept: boolean): void {
    this.#child.setKept(isKept)
  }

  #receive({ kind, number, content }: Frame): void {
    switch (kind) {
      case fromWorker.ready:
        this.isReady = true
        this.#events.ready(this)
        return
      case fromWorker.importing:
        this.#watchImport(number)
        return
      case fromWorker.imported:
        clearTimeout(this.#importTimer)
        return
      case fromWorker.results:
        this.#receiveMany(decodeJson(content) as PlainResult[])
        return
      case fromWorker.result: {
        const [time, value] = decodeClone(content) as ClonedResult
        this.#settle(number, time)?.resolve(value)
        break
      }
      case fromWorker.failed: {
        const [time, thrown] = decodeClone(content) as Failure
        this.#settle(number, time)?.reject(reviveThrown(thrown))
        break
      }
    }
    this.#events.progressed(this, 1)
  }

  #watchImport(target: number): void {
    const { importTimeout } = this.#limits
    if (importTimeout === undefined) return
    this.#importTimer = setTimeout(() => {
      const module = this.#targets.moduleOf(target)
      this.#kill(
        new TargetError(`The module ${module} was not imported within ${importTimeout} ms: its worker was killed.`),
      )
    }, importTimeout)
  }

  #receiveMany(results: PlainResult[]): void {
    for (const [task, time, value] of results) this.#settle(task, time)?.resolve(value)
    this.#events.progressed(this, results.length)
  }

  #settle(number: number, time: number): Settling | undefined {
    const task = this.#inFlight.get(number)
    if (!task) return undefined
    this.#inFlight.delete(number)
    task.pace.note(time)
    // Exact again whenever it has nothing.
    this.#expected = this.#inFlight.size === 0 ? 0 : Math.max(0, this.#expected - task.pace.expected)
    clearTimeout(this.#timer)
    this.#timer = undefined
    return task.settling
  }

  #end(end: ChildEnd): void {
    const tasks = [...this.#inFlight]
    const noted = tasks.length > 1 ? (this.#ledger.read() ?? 0) : 0
    this.#ledger.close()
    clearTimeout(this.#timer)
    clearTimeout(this.#importTimer)
    const [first] = tasks
    const lastBegun = Math.max(noted, first?.[0] ?? 0)
    const begun = this.isReady ? tasks.filter(([number]) => number <= lastBegun) : []
    const untouched = this.isReady ? tasks.filter(([number]) => number > lastBegun) : tasks
    this.#inFlight.clear()
    this.#events.ended(this, {
      begun: begun.map(([, task]) => task),
      untouched: untouched.map(([, task]) => task),
      reason:
        this.#retire ??
        endReason({ name: this.name, pid: this.pid, end, words: this.#words, maxMemoryMb: this.#limits.maxMemoryMb }),
    })
  }
}
