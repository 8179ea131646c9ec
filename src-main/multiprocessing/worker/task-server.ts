import { callEach } from './call-each.ts'
import type { ChildState } from './child-state.ts'
import type { Frame, FrameWriter } from './frames.ts'
import { LoadedFunctions } from './loaded-functions.ts'
import { type ClonedTask, type PlainTask, type TargetName, decodeClone, decodeJson, toWorker } from './messages.ts'
import { endBy } from './own-errors.ts'
import { TaskResults } from './task-results.ts'
import { isThenable } from './thenable.ts'

interface WaitingTask {
  number: number
  target: number
  args: unknown[]
  /** `args` are lists of arguments. */
  isMany: boolean
}

/** Runs the tasks that it is given, one after another. */
export class TaskServer {
  /** Writes down which task is begun: its parent reads that if this worker has ended without a word. */
  readonly #note: (task: number) => void
  /** Puts message queues in the place of their handles. */
  readonly #revive: (value: unknown) => unknown
  readonly #functions: LoadedFunctions
  readonly #results: TaskResults
  #inbox: WaitingTask[] = []
  #next = 0
  #isWorking = false
  #isFinishing = false
  #onFinished: (() => void) | undefined

  constructor(
    writer: FrameWriter,
    state: ChildState,
    note: (task: number) => void,
    revive: (value: unknown) => unknown,
  ) {
    this.#note = note
    this.#revive = revive
    this.#functions = new LoadedFunctions(writer, state)
    this.#results = new TaskResults(writer)
  }

  /** @param onFinished Called after the last task once no more are to come. */
  take({ kind, number, content }: Frame, onFinished: () => void): void {
    switch (kind) {
      case toWorker.target:
        this.#functions.name(number, decodeJson(content) as TargetName)
        return
      case toWorker.tasks:
        for (const [task, target, args, isMany = false] of decodeJson(content) as PlainTask[])
          this.#inbox.push({ number: task, target, args, isMany })
        break
      case toWorker.task: {
        const [target, args, isMany, hasQueues] = decodeClone(content) as ClonedTask
        this.#inbox.push({ number, target, args: hasQueues ? (this.#revive(args) as unknown[]) : args, isMany })
        break
      }
      case toWorker.finish:
        this.#isFinishing = true
        this.#onFinished = onFinished
    }
    if (!this.#isWorking) this.#work().catch(endBy)
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    this.#results.begin()
    for (let task = this.#inbox[this.#next]; task; task = this.#inbox[++this.#next]) {
      // A task that is alone has certainly been begun.
      if (this.#inbox.length > 1) this.#note(task.number)
      await this.#run(task)
    }
    this.#inbox = []
    this.#next = 0
    this.#isWorking = false
    this.#results.send()
    if (this.#isFinishing) this.#onFinished?.()
  }

  /** A promise only if one has to be waited for. */
  #run(task: WaitingTask): Promise<void> | undefined {
    const { number, target, args, isMany } = task
    const results = this.#results
    const call = this.#functions.get(target)
    if (!call)
      return this.#functions.load(target).then(
        () => this.#run(task),
        (error: unknown) => {
          results.fail(number, 0, error)
        },
      )
    const begin = performance.now()
    try {
      const returned = isMany ? callEach(call, args as unknown[][]) : call(...args)
      if (isThenable(returned)) {
        results.send()
        return Promise.resolve(returned).then(
          (value) => {
            results.succeed(number, performance.now() - begin, value)
          },
          (error: unknown) => {
            results.fail(number, performance.now() - begin, error)
          },
        )
      }
      const end = performance.now()
      results.succeed(number, end - begin, returned)
      results.sendIfDue(end)
    } catch (error) {
      results.fail(number, performance.now() - begin, error)
    }
    return undefined
  }
}
