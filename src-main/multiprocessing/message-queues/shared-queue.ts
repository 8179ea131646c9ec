import type { QueueEndpoint } from './queue-endpoint.ts'

/** A queue that another process was given access to. */
export interface SharedQueue {
  /** What the other process calls it, from 1. */
  readonly number: number
  readonly queue: QueueEndpoint
  /** Leases of messages that the other process has been given and may still lose, in order. */
  readonly leases: Set<number>
  /** Questions about putting and taking so far. */
  questions: number
  isWindowOffered: boolean
}
