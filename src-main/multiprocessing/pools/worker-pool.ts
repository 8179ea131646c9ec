import { setTimeout as wait } from 'node:timers/promises'
import { raise } from '../../platform/uncaught.ts'
import type { TargetName } from '../worker/messages.ts'
import { Queue } from './queue.ts'
import { type CallOptions, type Calls, PoolClosedError, WorkerDiedError } from './calls.ts'
import type { FunctionTask, Settling } from './function-task.ts'
import { Pace } from './pace.ts'
import { PoolWorker, type StartWorker, type WorkerLimits } from './pool-worker.ts'

export interface WorkerPoolOptions extends WorkerLimits {
  start: StartWorker
  /** Workers. */
  size: number
  /** Tasks after which a worker is replaced; undefined: never. */
  maxTasksPerWorker?: number | undefined
}

/** Workers in a row that end before they can be given anything; then the pool gives up. */
const mostFailedStarts = 3
/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 500

/** Calls functions in a fixed number of workers, each call once, in order of submission. */
export class WorkerPool implements Calls {
  readonly #options: WorkerPoolOptions
  readonly #queue = new Queue<FunctionTask>()
  readonly #workers = new Set<PoolWorker>()
  /** Started while another runs its last tasks, to take its place without being waited for. It has none before. */
  #spare: PoolWorker | undefined
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

  close(): void {
    if (this.#state !== 'open') return
    this.#state = 'closed'
    this.#dispatch()
    this.#endIfDone()
  }

  terminate(): void {
    if (this.#state === 'terminated') return
    this.#state = 'terminated'
    this.#failWaiting(new PoolClosedError('The pool was terminated before the task began.'))
    for (const worker of this.#allWorkers()) worker.kill('SIGTERM')
    this.#endIfDone()
    this.#killSoon().catch(raise)
  }

  async join(): Promise<void> {
    this.#isJoined = true
    for (const worker of this.#allWorkers()) worker.setKept(true)
    await this.#ended.promise
  }

  async #killSoon(): Promise<void> {
    await wait(grace, undefined, { ref: false })
    for (const worker of this.#allWorkers()) worker.kill('SIGKILL')
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
    let worker = this.#spare
    if (worker && !worker.isFinishing) this.#spare = undefined
    else worker = this.#newWorker()
    worker.setKept(this.#unfinished > 0 || this.#isJoined)
    this.#workers.add(worker)
  }

  #newWorker(): PoolWorker {
    this.#lastWorker++
    return new PoolWorker(`PoolWorker-${this.#lastWorker}`, this.#options.start, this.#options, {
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
  }

  #startSpare(): void {
    if (this.#spare || !this.#needsMore) return
    this.#spare = this.#newWorker()
    this.#spare.setKept(this.#isJoined)
  }

  get #needsMore(): boolean {
    return this.#state === 'open' || (this.#state === 'closed' && this.#queue.depth > 0)
  }

  #allWorkers(): PoolWorker[] {
    return this.#spare ? [...this.#workers, this.#spare] : [...this.#workers]
  }

  #endIfDone(): void {
    if (this.#state !== 'open' && this.#workers.size === 0 && !this.#spare) this.#ended.resolve(undefined)
  }

  #replace(
    worker: PoolWorker,
    { begun, untouched, reason }: { begun: FunctionTask[]; untouched: FunctionTask[]; reason: Error },
  ): void {
    if (worker === this.#spare) {
      this.#spare = undefined
      this.#endIfDone()
      return
    }
    this.#workers.delete(worker)
    const isTerminated = this.#state === 'terminated'
    for (const task of begun)
      this.#fail(task, isTerminated ? new PoolClosedError('The pool was terminated while the task ran.') : reason)
    for (const task of untouched.toReversed()) this.#queue.putBack(task)
    if (isTerminated) this.#failWaiting(new PoolClosedError('The pool was terminated before the task began.'))
    if (!worker.isReady && !isTerminated && ++this.#failedStarts >= mostFailedStarts) {
      this.#failWaiting(new WorkerDiedError(`${reason.message} So did ${mostFailedStarts - 1} before it.`))
    }
    if (this.#needsMore && this.#failedStarts < mostFailedStarts) this.#startWorker()
    this.#endIfDone()
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
    if (this.#state === 'closed' && this.#queue.depth === 0) for (const worker of this.#allWorkers()) worker.finish()
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
    if (worker.taken !== this.#options.maxTasksPerWorker) return
    worker.finish()
    this.#startSpare()
  }
}
