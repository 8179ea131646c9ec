import { setTimeout as wait } from 'node:timers/promises'
import { raise } from '../../platform/uncaught.ts'
import type { TargetName } from '../worker/messages.ts'
import { type CallOptions, type Calls, type PendingResult, PoolClosedError, WorkerDiedError } from './calls.ts'
import { type FunctionTask, newTask } from './function-task.ts'
import { LinkedQueue } from './linked-queue.ts'
import type { PoolWorker } from './pool-worker.ts'
import { TargetPaces } from './target-paces.ts'
import type { WorkerLoss } from './worker-events.ts'
import { WorkerSet, type WorkerSetOptions, mostFailedStarts } from './worker-set.ts'

export interface WorkerPoolOptions extends WorkerSetOptions {
  /** Tasks after which a worker is replaced; undefined: never. */
  maxTasksPerWorker?: number | undefined
}

/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 500

/** Calls functions in a fixed number of workers, each call once, in order of submission. */
export class WorkerPool implements Calls {
  readonly #maxTasksPerWorker: number | undefined
  readonly #queue = new LinkedQueue<FunctionTask>()
  readonly #workers: WorkerSet
  readonly #paces = new TargetPaces()
  #unfinished = 0
  #isDispatchDue = false
  #state: 'open' | 'closed' | 'terminated' = 'open'
  readonly #ended = Promise.withResolvers<undefined>()

  constructor({ maxTasksPerWorker, ...options }: WorkerPoolOptions) {
    this.#maxTasksPerWorker = maxTasksPerWorker
    this.#workers = new WorkerSet(options, {
      progressed: (ended) => {
        this.#changeUnfinished(-ended)
        this.#dispatch()
      },
      ended: (worker, loss) => {
        this.#replace(worker, loss)
      },
      spareEnded: () => {
        this.#endIfDone()
      },
    })
    this.#workers.startMissing()
  }

  /** In order of their start. */
  get workers(): { name: string; pid: number | undefined }[] {
    return Array.from(this.#workers, ({ name, pid }) => ({ name, pid }))
  }

  get isClosed(): boolean {
    return this.#state !== 'open'
  }

  call(
    target: TargetName,
    args: unknown[],
    result: PendingResult,
    { timeout, isMany = false }: CallOptions = {},
  ): void {
    if (this.#state !== 'open') {
      result.reject(new PoolClosedError('The pool is closed: it takes no more tasks.'))
      return
    }
    this.#workers.startMissing()
    this.#changeUnfinished(1)
    const pace = this.#paces.of(target, isMany)
    this.#queue.enqueue(newTask({ target, args, isMany, pace, timeout, result }))
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
    this.#workers.kill('SIGTERM')
    this.#endIfDone()
    this.#killSoon().catch(raise)
  }

  async join(): Promise<void> {
    this.#workers.keepAll()
    await this.#ended.promise
  }

  async #killSoon(): Promise<void> {
    await wait(grace, undefined, { ref: false })
    this.#workers.kill('SIGKILL')
  }

  /** This process lives for as long as a task is unfinished. */
  #changeUnfinished(change: number): void {
    const was = this.#unfinished > 0
    this.#unfinished += change
    const is = this.#unfinished > 0
    if (was !== is) this.#workers.setKept(is)
  }

  get #needsWorkers(): boolean {
    return this.#state === 'open' || (this.#state === 'closed' && this.#queue.depth > 0)
  }

  #endIfDone(): void {
    if (this.#state !== 'open' && this.#workers.isEmpty) this.#ended.resolve(undefined)
  }

  #replace(worker: PoolWorker, { begun, untouched, reason }: WorkerLoss): void {
    const isTerminated = this.#state === 'terminated'
    for (const task of begun)
      this.#fail(task, isTerminated ? new PoolClosedError('The pool was terminated while the task ran.') : reason)
    for (const task of untouched.toReversed()) this.#queue.putBack(task)
    if (isTerminated) this.#failWaiting(new PoolClosedError('The pool was terminated before the task began.'))
    else if (this.#workers.hasGivenUp) this.#giveUp(worker, reason)
    if (this.#needsWorkers && !this.#workers.hasGivenUp) this.#workers.startOne()
    this.#endIfDone()
    this.#dispatch()
  }

  /** No worker is started in the place of this one: the tasks that wait fail, unless others go on. */
  #giveUp(worker: PoolWorker, reason: Error): void {
    if (!worker.isReady)
      this.#failWaiting(new WorkerDiedError(`${reason.message} So did ${mostFailedStarts - 1} before it.`))
    else if (this.#workers.activeCount === 0)
      this.#failWaiting(new WorkerDiedError(`${reason.message} No other worker could be started.`))
  }

  #failWaiting(reason: Error): void {
    for (let task = this.#queue.dequeue(); task; task = this.#queue.dequeue()) this.#fail(task, reason)
  }

  #fail(task: FunctionTask, reason: Error): void {
    this.#changeUnfinished(-1)
    task.result.reject(reason)
  }

  #dispatchSoon(): void {
    if (this.#isDispatchDue) return
    this.#isDispatchDue = true
    process.nextTick(() => {
      this.#isDispatchDue = false
      this.#dispatch()
    })
  }

  /** Gives each worker in turn one task, for as long as some have room for the next one. */
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
    if (this.#state === 'closed' && this.#queue.depth === 0) this.#workers.finish()
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
    if (worker.taken !== this.#maxTasksPerWorker) return
    worker.finish()
    if (this.#needsWorkers) this.#workers.startSpare()
  }
}
