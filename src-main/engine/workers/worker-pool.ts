import { setTimeout as wait } from 'node:timers/promises'
import type { TargetName } from '../../worker/messages.ts'
import { Queue } from '../queue.ts'
import type { FunctionTask, Settling } from './function-task.ts'
import { Pace } from './pace.ts'
import { PoolWorker, type StartWorker } from './pool-worker.ts'

export interface WorkerPoolOptions {
  start: StartWorker
  /** Workers. */
  size: number
  /** Tasks after which a worker is replaced; undefined: never. */
  maxTasksPerWorker?: number | undefined
}

export interface CallOptions {
  /** Milliseconds that the task may take once its worker has it: then that is killed. */
  timeout?: number | undefined
  /** `args` are lists of arguments: the function is called for each, one after another, and what it returned is a list. */
  isMany?: boolean | undefined
}

/** The pool takes no more tasks, or drops those that it has. */
export class PoolClosedError extends Error {
  override readonly name = 'PoolClosedError'
}

/** The worker ended while it ran the task, or may have begun to. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError'
}

/** Workers in a row that end before they can be given anything; then the pool gives up. */
const mostFailedStarts = 3
/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 500

/** Where functions are called, whatever kind of worker calls them. */
export interface Calls {
  readonly workers: { name: string; pid: number | undefined }[]
  readonly isClosed: boolean
  call(target: TargetName, args: unknown[], settling: Settling, options?: CallOptions): void
  close(): void
  terminate(): void
  join(): Promise<void>
}

/** Calls functions in a fixed number of workers, each call once, in order of submission. */
export class WorkerPool implements Calls {
  readonly #options: WorkerPoolOptions
  readonly #queue = new Queue<FunctionTask>()
  readonly #workers = new Set<PoolWorker>()
  readonly #paces = new Map<TargetName, { one: Pace; many: Pace }>()
  #lastWorker = 0
  #unfinished = 0
  #failedStarts = 0
  #isDispatchDue = false
  #state: 'open' | 'closed' | 'terminated' = 'open'
  #isJoined = false
  readonly #ended = Promise.withResolvers<undefined>()

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.#startMissing()
  }

  /** In order of their start. */
  get workers(): { name: string; pid: number | undefined }[] {
    return [...this.#workers].map(({ name, pid }) => ({ name, pid }))
  }

  get isClosed(): boolean {
    return this.#state !== 'open'
  }

  /**
   * `settling` is told once what the function returned or threw; where the worker ended a WorkerDiedError, where the pool
   * did a PoolClosedError, and a TypeError where the arguments cannot be sent.
   */
  call(target: TargetName, args: unknown[], settling: Settling, { timeout, isMany = false }: CallOptions = {}): void {
    if (this.#state !== 'open') {
      settling.reject(new PoolClosedError('The pool is closed: it takes no more tasks.'))
      return
    }
    this.#startMissing()
    this.#keep(1)
    this.#queue.enqueue({
      target,
      args,
      isMany,
      timeout,
      settling,
      pace: this.#paceOf(target, isMany),
      order: 0,
      isWaiting: false,
      previous: undefined,
      next: undefined,
    })
    this.#dispatchSoon()
  }

  /** Takes no more tasks; the workers end after those that are there. */
  close(): void {
    if (this.#state !== 'open') return
    this.#state = 'closed'
    this.#dispatch()
    if (this.#workers.size === 0) this.#ended.resolve(undefined)
  }

  /** Ends the workers at once and fails what was unfinished. */
  terminate(): void {
    if (this.#state === 'terminated') return
    this.#state = 'terminated'
    this.#failWaiting(new PoolClosedError('The pool was terminated before the task began.'))
    for (const worker of this.#workers) worker.kill('SIGTERM')
    if (this.#workers.size === 0) this.#ended.resolve(undefined)
    else void this.#killSoon()
  }

  /** Resolves when all workers have ended, after `close` or `terminate`. */
  async join(): Promise<void> {
    this.#isJoined = true
    for (const worker of this.#workers) worker.setKept(true)
    await this.#ended.promise
  }

  async #killSoon(): Promise<void> {
    await wait(grace, undefined, { ref: false })
    for (const worker of this.#workers) worker.kill('SIGKILL')
  }

  #paceOf(target: TargetName, isMany: boolean): Pace {
    let paces = this.#paces.get(target)
    if (!paces) this.#paces.set(target, (paces = { one: new Pace(), many: new Pace() }))
    return isMany ? paces.many : paces.one
  }

  /** This process lives for as long as something is unfinished. */
  #keep(change: number): void {
    const was = this.#unfinished > 0
    this.#unfinished += change
    const is = this.#unfinished > 0
    if (was !== is && !this.#isJoined) for (const worker of this.#workers) worker.setKept(is)
  }

  /** All of them at first, and again after the pool gave up. */
  #startMissing(): void {
    if (this.#workers.size > 0) return
    this.#failedStarts = 0
    while (this.#workers.size < this.#options.size) this.#startWorker()
  }

  #startWorker(): void {
    this.#lastWorker++
    const worker = new PoolWorker(`PoolWorker-${this.#lastWorker}`, this.#options.start, {
      ready: () => {
        this.#failedStarts = 0
      },
      progressed: (_, ended) => {
        this.#keep(-ended)
        this.#dispatch()
      },
      ended: (ended, end) => {
        this.#replace(ended, end)
      },
    })
    worker.setKept(this.#unfinished > 0 || this.#isJoined)
    this.#workers.add(worker)
  }

  #replace(
    worker: PoolWorker,
    { begun, untouched, reason }: { begun: FunctionTask[]; untouched: FunctionTask[]; reason: Error },
  ): void {
    this.#workers.delete(worker)
    const isTerminated = this.#state === 'terminated'
    for (const task of begun) {
      this.#fail(
        task,
        isTerminated
          ? new PoolClosedError('The pool was terminated while the task ran.')
          : new WorkerDiedError(reason.message),
      )
    }
    for (const task of untouched.toReversed()) this.#queue.putBack(task)
    if (isTerminated) this.#failWaiting(new PoolClosedError('The pool was terminated before the task began.'))
    if (!worker.isReady && !isTerminated && ++this.#failedStarts >= mostFailedStarts) {
      this.#failWaiting(new WorkerDiedError(`${reason.message} So did ${mostFailedStarts - 1} before it.`))
    }
    const isWanted = this.#state === 'open' || (this.#state === 'closed' && this.#queue.depth > 0)
    if (isWanted && this.#failedStarts < mostFailedStarts) this.#startWorker()
    if (this.#workers.size === 0 && this.#state !== 'open') this.#ended.resolve(undefined)
    this.#dispatch()
  }

  #failWaiting(reason: Error): void {
    for (let task = this.#queue.dequeue(); task; task = this.#queue.dequeue()) this.#fail(task, reason)
  }

  #fail(task: FunctionTask, reason: Error): void {
    this.#keep(-1)
    task.settling.reject(reason)
  }

  #dispatchSoon(): void {
    if (this.#isDispatchDue) return
    this.#isDispatchDue = true
    process.nextTick(() => {
      this.#isDispatchDue = false
      this.#dispatch()
    })
  }

  /** Gives each worker in turn one task, for as long as some have room for what waits. */
  #dispatch(): void {
    for (let isGiven = true; isGiven && this.#queue.depth > 0;) {
      isGiven = false
      for (const worker of this.#workers) {
        const task = this.#queue.first
        if (!task) break
        if (!worker.hasRoomFor(task)) continue
        this.#queue.remove(task)
        this.#give(worker, task)
        isGiven = true
      }
    }
    if (this.#state === 'closed' && this.#queue.depth === 0) for (const worker of this.#workers) worker.finish()
  }

  #give(worker: PoolWorker, task: FunctionTask): void {
    try {
      worker.give(task)
    } catch (error) {
      const { module, export: name } = task.target
      const message = error instanceof Error ? error.message : String(error)
      const sentence = `The arguments of ${module}#${name} cannot be sent to a worker: ${message}`
      this.#fail(task, new TypeError(sentence, { cause: error }))
      return
    }
    if (worker.taken === this.#options.maxTasksPerWorker) worker.finish()
  }
}
