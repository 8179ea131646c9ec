import { TimeoutError, timeLimitOf } from './errors.ts'

/** The outcome of a task that was handed to a pool: there already, or still to come. */
export class AsyncResult<Value> {
  protected state: 'under-way' | 'succeeded' | 'failed' = 'under-way'
  /** What the function returned or threw. */
  protected outcome: unknown
  /** Made when somebody waits: most results of many are never asked for one by one. */
  protected waiting: PromiseWithResolvers<Value> | undefined

  /**
   * What the function returned, once it is there. Rejects with what it threw, and with a TimeoutError if it is not there
   * within so many milliseconds; the task goes on then.
   */
  get(timeoutMs?: number): Promise<Value> {
    if (this.state === 'succeeded') return Promise.resolve(this.outcome as Value)
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what was thrown is passed on
    if (this.state === 'failed') return Promise.reject(this.outcome)
    this.waiting ??= Promise.withResolvers()
    return timeoutMs === undefined ? this.waiting.promise : within(this.waiting.promise, timeoutMs)
  }

  /** Resolves when it is there, however it ended, or after so many milliseconds. */
  async wait(timeoutMs?: number): Promise<void> {
    await settledWithin(this.get(), timeoutMs)
  }

  ready(): boolean {
    return this.state !== 'under-way'
  }

  /** Whether the function returned. Throws an Error while it has not ended. */
  successful(): boolean {
    if (this.state === 'under-way') throw new Error('The task has not ended: nobody knows yet whether it succeeds.')
    return this.state === 'succeeded'
  }
}

/** A result as its pool has it. */
export class OpenResult<Value> extends AsyncResult<Value> {
  readonly #callback: ((value: Value) => void) | undefined
  readonly #errorCallback: ((error: unknown) => void) | undefined

  constructor(callback?: (value: Value) => void, errorCallback?: (error: unknown) => void) {
    super()
    this.#callback = callback
    this.#errorCallback = errorCallback
  }

  resolve(value: unknown): void {
    this.state = 'succeeded'
    this.outcome = value
    this.waiting?.resolve(value as Value)
    tell(this.#callback, value as Value)
  }

  reject(reason: unknown): void {
    this.state = 'failed'
    this.outcome = reason
    this.waiting?.reject(reason)
    tell(this.#errorCallback, reason)
  }
}

/** What it throws is an uncaught exception of this process, as in any listener: neither pool nor worker is to suffer. */
function tell<Value>(callback: ((value: Value) => void) | undefined, value: Value): void {
  try {
    callback?.(value)
  } catch (error) {
    process.nextTick(() => {
      throw error
    })
  }
}

async function within<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  if (!(await settledWithin(promise, timeoutMs)))
    throw new TimeoutError(`The result is not there after ${timeoutMs} ms.`)
  return promise
}

/** False if it took longer. */
export async function settledWithin(promise: Promise<unknown>, timeoutMs: number | undefined): Promise<boolean> {
  const limit = timeLimitOf(timeoutMs)
  const settled = promise.then(
    () => true,
    () => true,
  )
  if (limit === undefined) return settled
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, limit, false)
  try {
    return await Promise.race([settled, late])
  } finally {
    clearTimeout(timer)
  }
}
