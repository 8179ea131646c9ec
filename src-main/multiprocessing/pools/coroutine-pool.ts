import { withHandles, withQueues } from '../message-queues/handles.ts'
import type { QueueEndpoint } from '../message-queues/queue-endpoint.ts'
import { raise } from '../../platform/uncaught.ts'
import { TargetError, loadTarget } from '../worker/load-target.ts'
import { type TargetName, decodeClone, encodeClone } from '../worker/messages.ts'
import { describeThrown, reviveThrown } from '../worker/thrown.ts'
import { Queue } from './queue.ts'
import { type CallOptions, type Calls, PoolClosedError, WorkerDiedError } from './calls.ts'
import type { FunctionTask, Settling } from './function-task.ts'
import { Pace } from './pace.ts'

/**
 * Calls functions in this very process, so many at a time: while one waits, another goes on. Arguments are copied, as they
 * are for a worker, but global variables are everybody's, and a function that never waits holds up all others.
 */
export class CoroutinePool implements Calls {
  readonly #size: number
  readonly #importTimeout: number | undefined
  readonly #queue = new Queue<FunctionTask>()
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

  call(target: TargetName, args: unknown[], settling: Settling, { timeout, isMany = false }: CallOptions = {}): void {
    if (this.#state !== 'open') {
      settling.reject(new PoolClosedError('The pool is closed: it takes no more tasks.'))
      return
    }
    const links = { order: 0, isWaiting: false, previous: undefined, next: undefined }
    this.#queue.enqueue({ target, args, isMany, timeout, settling, pace: this.#pace, ...links })
    this.#admit()
  }

  close(): void {
    if (this.#state === 'open') this.#state = 'closed'
    this.#endIfDone()
  }

  terminate(): void {
    this.#state = 'terminated'
    const reason = new PoolClosedError('The pool was terminated before the task had ended.')
    for (let task = this.#queue.dequeue(); task; task = this.#queue.dequeue()) task.settling.reject(reason)
    // What runs cannot be stopped: nobody hears of its end.
    for (const task of this.#running) task.settling.reject(reason)
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
    const { settling, timeout } = task
    const late = (): void => {
      this.#finish(task, () => {
        settling.reject(
          new WorkerDiedError(`The task took longer than ${timeout ?? 0} ms. It cannot be ended: it goes on.`),
        )
      })
    }
    const timer = timeout === undefined ? undefined : setTimeout(late, timeout)
    try {
      const value = await valueOf(task, this.#importTimeout)
      this.#finish(task, () => {
        settling.resolve(value)
      })
    } catch (error) {
      this.#finish(task, () => {
        // As it would arrive from elsewhere.
        settling.reject(reviveThrown(describeThrown(error)))
      })
    } finally {
      clearTimeout(timer)
    }
  }

  /** Once for each task. */
  #finish(task: FunctionTask, settle: () => void): void {
    if (!this.#running.delete(task)) return
    settle()
    this.#admit()
  }

  #endIfDone(): void {
    if (this.#state !== 'open' && this.#running.size === 0 && this.#queue.depth === 0) this.#ended.resolve(undefined)
  }
}

const resultCannot = 'The result cannot be sent to another process'

async function valueOf({ target, args, isMany }: FunctionTask, importTimeout?: number): Promise<unknown> {
  const copies = copyOf(args, `The arguments of ${target.module}#${target.export} cannot be sent to a worker`)
  const call = await loadWithin(target, importTimeout)
  if (!isMany) return copyOf(await call(...(copies as unknown[])), resultCannot)
  const values: unknown[] = []
  for (const list of copies as unknown[][]) values.push(copyOf(await call(...list), resultCannot))
  return values
}

/** Rejects with a TargetError where it takes longer. A module that never comes back to the event loop holds up all. */
async function loadWithin(target: TargetName, limit: number | undefined): ReturnType<typeof loadTarget> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer =
    limit === undefined
      ? undefined
      : setTimeout(() => {
          const sentence = `The module ${target.module} was not imported within ${limit} ms.`
          const advice =
            'A module that waits for its own function at its top level waits without end: move that into another function.'
          reject(new TargetError(`${sentence} ${advice}`))
        }, limit)
  try {
    return await Promise.race([loadTarget(target), late])
  } finally {
    clearTimeout(timer)
  }
}

/** As if it had gone to another process. Throws a TypeError where it could not. */
function copyOf(value: unknown, sentence: string): unknown {
  try {
    return decodeClone(encodeClone(value))
  } catch (error) {
    const { value: sent, queues } = withHandles(value)
    const message = error instanceof Error ? error.message : String(error)
    if (queues.length === 0) throw new TypeError(`${sentence}: ${message}`, { cause: error })
    const ends = new Map<string, QueueEndpoint>(queues.map((queue) => [queue.id, queue]))
    return withQueues(decodeClone(encodeClone(sent)), ({ id }) => {
      const end = ends.get(id)
      if (!end) throw new Error(`There is no queue ${id}.`)
      return end
    })
  }
}
