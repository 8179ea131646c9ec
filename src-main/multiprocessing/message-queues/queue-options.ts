import type { WaitLimit } from './queue-endpoint.ts'

export interface QueueOptions {
  /** `queue-1`, `queue-2`, … by default. */
  name?: string | undefined
}

export interface WaitOptions {
  /** False: not at all. Default true. */
  block?: boolean | undefined
  /** Milliseconds to wait at most; without end if undefined. */
  timeoutMs?: number | undefined
  /** Gives up when it is aborted, and rejects with its reason. */
  signal?: AbortSignal | undefined
}

/** Throws a RangeError that names the queue, or the signal's reason if it is aborted. */
export function waitLimitOf({ block = true, timeoutMs = Infinity, signal }: WaitOptions, queue: string): WaitLimit {
  if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs) || timeoutMs < 0)
    throw new RangeError(
      `The timeout for the message queue ${queue} must be a number of milliseconds from 0 on, not ${String(timeoutMs)}.`,
    )
  signal?.throwIfAborted()
  return { timeout: block ? timeoutMs : 0, signal }
}

/** 0: any number of messages fits. Throws a RangeError. */
export function capacityOf(maxsize: unknown): number {
  if (typeof maxsize !== 'number' || Number.isNaN(maxsize) || (maxsize > 0 && maxsize % 1 > 0))
    throw new RangeError(
      `The size of a queue is a whole number, or 0 for any number of messages, not ${String(maxsize)}.`,
    )
  return maxsize > 0 && maxsize !== Infinity ? maxsize : 0
}
