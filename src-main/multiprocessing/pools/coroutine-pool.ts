import { raise } from '../../platform/uncaught.ts'
import type { TargetName } from '../worker/messages.ts'
import { describeThrown, reviveThrown } from '../worker/thrown.ts'
import { callInProcess } from './call-in-process.ts'
import { type CallOptions, type Calls, type PendingResult, PoolClosedError, WorkerDiedError } from './calls.ts'
import { type FunctionTask, newTask } from './function-task.ts'
import { LinkedQueue } from './linked-queue.ts'
import { Pace } from './pace.ts'

/**
 * Calls functions in this very process, so many at a time: while one waits, another goes on. Arguments are copied, as they
 * are for a worker, but global variables are everybody's, and a function that never waits holds up all others.
 */
export class CoroutinePool implements Calls {
  readonly #size: number
  readonly #importTimeout: number | undefined
  readonly #queue = new LinkedQueue<FunctionTask>()
  readonly #running = new Set<FunctionTask>()
  readonly #pace = new Pace()
  #state: 'open' | 'closed' | 'terminated' = 'open'
  readonly #ended = Promise.withResolvers<undefined>()

  /** @param importTimeout Milliseconds that importing a function's module may take; undefined: any time. */
  constructor(size: number, importTimeout?: number) {
    this.#size = size
    this.#importTimeout = importTimeout
  }

  get workers(): { name: string; pid: number }[] {
    if (this.#state === 'terminated') return []
    return Array.from({ length: this.#size }, (_, index) => ({ name: `PoolWorker-${index + 1}`, pid: process.pid }))
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
    this.#queue.enqueue(newTask({ target, args, isMany, pace: this.#pace, timeout, result }))
    this.#admit()
  }

  close(): void {
    if (this.#state === 'open') this.#state = 'closed'
    this.#endIfDone()
  }

  terminate(): void {
    this.#state = 'terminated'
    const reason = new PoolClosedError('The pool was terminated before the task had ended.')
    for (let task = this.#queue.dequeue(); task; task = this.#queue.dequeue()) task.result.reject(reason)
    // A call that runs cannot be stopped: nobody hears of its end.
    for (const task of this.#running) task.result.reject(reason)
    this.#running.clear()
    this.#endIfDone()
  }

  async join(): Promise<void> {
    await this.#ended.promise
  }

  #admit(): void {
    while (this.#running.size < this.#size) {
      const task = this.#queue.dequeue()
      if (!task) break
      this.#running.add(task)
      this.#run(task).catch(raise)
    }
    this.#endIfDone()
  }

  async #run(task: FunctionTask): Promise<void> {
    const { result, timeout } = task
    const late = (): void => {
      this.#finish(task, () => {
        result.reject(
          new WorkerDiedError(`The task took longer than ${timeout ?? 0} ms. It cannot be ended: it goes on.`),
        )
      })
    }
    const timer = timeout === undefined ? undefined : setTimeout(late, timeout)
    try {
      const value = await callInProcess(task, this.#importTimeout)
      this.#finish(task, () => {
        result.resolve(value)
      })
    } catch (error) {
      this.#finish(task, () => {
        // As it would arrive from elsewhere.
        result.reject(reviveThrown(describeThrown(error)))
      })
    } finally {
      clearTimeout(timer)
    }
  }

  /** Once for each task. */
  #finish(task: FunctionTask, tell: () => void): void {
    if (!this.#running.delete(task)) return
    tell()
    this.#admit()
  }

  #endIfDone(): void {
    if (this.#state !== 'open' && this.#running.size === 0 && this.#queue.depth === 0) this.#ended.resolve(undefined)
  }
}
