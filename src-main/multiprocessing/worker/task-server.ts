import { type ChildState } from './child-state.ts'
import type { Frame, FrameWriter } from './frames.ts'
import { TargetError, loadTarget } from './load-target.ts'
import {
  type ClonedTask,
  type PlainResult,
  type PlainTask,
  type TargetName,
  decodeClone,
  decodeJson,
  encodeClone,
  encodeJson,
  fromWorker,
  isPlain,
  isPlainList,
  toWorker,
} from './messages.ts'
import { endBy } from './own-errors.ts'
import { describeThrown } from './thrown.ts'

type Callable = (...args: unknown[]) => unknown

interface WaitingTask {
  number: number
  target: number
  args: unknown[]
  /** `args` are lists of arguments. */
  isMany: boolean
}

/** Milliseconds that results are gathered at most while one task follows the other. */
const longestGathering = 2

/** Runs the tasks that it is given, one after another. */
export class TaskServer {
  readonly #writer: FrameWriter
  readonly #state: ChildState
  /** Writes down which task is begun, for the time after an end that nobody could tell of. */
  readonly #note: (task: number) => void
  /** Puts message queues in the place of their handles. */
  readonly #revive: (value: unknown) => unknown
  readonly #names = new Map<number, TargetName>()
  readonly #functions = new Map<number, Callable>()
  #inbox: WaitingTask[] = []
  #next = 0
  #results: PlainResult[] = []
  #sentAt = 0
  #isWorking = false
  #isFinishing = false
  #onFinished: (() => void) | undefined

  constructor(
    writer: FrameWriter,
    state: ChildState,
    note: (task: number) => void,
    revive: (value: unknown) => unknown,
  ) {
    this.#writer = writer
    this.#state = state
    this.#note = note
    this.#revive = revive
  }

  /** @param onFinished Called after the last task once no more are to come. */
  take({ kind, number, content }: Frame, onFinished: () => void): void {
    switch (kind) {
      case toWorker.target:
        this.#names.set(number, decodeJson(content) as TargetName)
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
    this.#sentAt = performance.now()
    for (let task = this.#inbox[this.#next]; task; task = this.#inbox[++this.#next]) {
      // With one task alone there is no doubt which it was.
      if (this.#inbox.length > 1) this.#note(task.number)
      await this.#run(task)
    }
    this.#inbox = []
    this.#next = 0
    this.#isWorking = false
    this.#sendResults()
    if (this.#isFinishing) this.#onFinished?.()
  }

  /** A promise only where one has to be waited for. */
  #run(task: WaitingTask): Promise<void> | undefined {
    const { number, target, args, isMany } = task
    const call = this.#functions.get(target)
    if (!call)
      return this.#load(target).then(
        () => this.#run(task),
        (error: unknown) => this.#fail(number, 0, error),
      )
    const begin = performance.now()
    try {
      const returned = isMany ? callEach(call, args as unknown[][]) : call(...args)
      if (isThenable(returned)) {
        this.#sendResults()
        return Promise.resolve(returned).then(
          (value) => this.#succeed(number, performance.now() - begin, value),
          (error: unknown) => this.#fail(number, performance.now() - begin, error),
        )
      }
      const end = performance.now()
      this.#succeed(number, end - begin, returned)
      if (end - this.#sentAt > longestGathering) this.#sendResults(end)
    } catch (error) {
      this.#fail(number, performance.now() - begin, error)
    }
    return undefined
  }

  async #load(target: number): Promise<void> {
    const name = this.#names.get(target)
    if (!name) throw new TargetError(`There is no target ${target}.`)
    this.#state.isImporting = true
    this.#writer.send(fromWorker.importing, target)
    // Now: it may be a module that never comes back.
    this.#writer.flush()
    try {
      this.#functions.set(target, await loadTarget(name))
    } finally {
      this.#state.isImporting = false
      this.#writer.send(fromWorker.imported, target)
    }
  }

  #succeed(number: number, time: number, value: unknown): void {
    if (value === undefined) this.#results.push([number, time])
    else if (isPlain(value) || isPlainList(value)) this.#results.push([number, time, value])
    else {
      try {
        this.#writer.send(fromWorker.result, number, encodeClone([time, value]))
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        this.#fail(
          number,
          time,
          new TypeError(`The result cannot be sent to another process: ${message}`, { cause: error }),
        )
      }
    }
  }

  #fail(number: number, time: number, thrown: unknown): void {
    this.#writer.send(fromWorker.failed, number, encodeClone([time, describeThrown(thrown)]))
  }

  #sendResults(now = performance.now()): void {
    this.#sentAt = now
    if (this.#results.length > 0) {
      this.#writer.send(fromWorker.results, 0, encodeJson(this.#results))
      this.#results = []
    }
    this.#writer.flush()
  }
}

/** What it returns for each of these, one after another; a promise only where one has to be waited for. */
function callEach(call: Callable, lists: unknown[][]): unknown[] | Promise<unknown[]> {
  const values: unknown[] = []
  for (const [index, args] of lists.entries()) {
    const value = call(...args)
    if (isThenable(value)) return callRest(call, lists.slice(index + 1), values, value)
    values.push(value)
  }
  return values
}

async function callRest(
  call: Callable,
  lists: unknown[][],
  values: unknown[],
  first: PromiseLike<unknown>,
): Promise<unknown[]> {
  values.push(await first)
  for (const args of lists) values.push(await call(...args))
  return values
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
