import type { TargetName } from '../worker/messages.ts'

/** The pool takes no more tasks, or drops those that it has. */
export class PoolClosedError extends Error {
  override readonly name = 'PoolClosedError'
}

/** The worker ended while it ran the task, or may have begun to. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError'
}

export interface CallOptions {
  /** Milliseconds that the task may take once its worker has it: then that is killed. */
  timeout?: number | undefined
  /** `args` are lists of arguments: the function is called for each, one after another, and what it returned is a list. */
  isMany?: boolean | undefined
}

/** Who waits for what a call returns or throws. */
export interface PendingResult {
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** Where functions are called, whatever kind of worker calls them. */
export interface Calls {
  readonly workers: { name: string; pid: number | undefined }[]
  readonly isClosed: boolean
  /**
   * `result` gets once what the function returned or threw; a WorkerDiedError if the worker ended, a PoolClosedError if the
   * pool did, and a TypeError if the arguments cannot be sent.
   */
  call(target: TargetName, args: unknown[], result: PendingResult, options?: CallOptions): void
  /** Takes no more tasks; the workers end after those that are there. */
  close(): void
  /** Ends the workers at once and fails what was unfinished. */
  terminate(): void
  /** Resolves when all workers have ended, after `close` or `terminate`. */
  join(): Promise<void>
}
