/** A process each, a thread each, or all in this very process, which goes on with another if one waits. */
export type WorkerKind = 'process' | 'thread' | 'coroutine'

export interface PoolOptions {
  /** Default: processes. */
  kind?: WorkerKind | undefined
  /** Tasks after which a worker is replaced by a new one; undefined: never. */
  maxTasksPerChild?: number | undefined
  /**
   * Megabytes that the JavaScript heap of each worker may grow to: a task that needs more fails with its worker, which is
   * replaced. What Buffers and typed arrays hold lies outside of it. Not for coroutines, which share this process's heap.
   */
  maxMemoryMb?: number | undefined
  /** Milliseconds that importing a function's module may take: then the task fails, and its worker is replaced. Default: 60,000. */
  importTimeoutMs?: number | undefined
}

export interface ApplyOptions<Value> {
  /** Given to the function as its last argument: what Python passes by keyword. */
  kwargs?: object | undefined
  /** Called with what the function returned. */
  callback?: ((value: Value) => void) | undefined
  /** Called with what it threw. */
  errorCallback?: ((error: unknown) => void) | undefined
  /** Milliseconds that it may run; then its worker is killed, and the result is a WorkerDiedError. */
  timeoutMs?: number | undefined
}

export interface MapOptions {
  /** Items that a worker gets at a time. */
  chunkSize?: number | undefined
}

export interface MapAsyncOptions<Value> extends MapOptions, Pick<ApplyOptions<Value>, 'callback' | 'errorCallback'> {}
