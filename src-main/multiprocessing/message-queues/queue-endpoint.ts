/** A process or thread that uses a queue. */
export interface QueueUser {
  name: string | undefined
  pid: number | undefined
}

/** How long to wait where a queue is full or empty. */
export interface WaitLimit {
  /** Milliseconds; 0: not at all, Infinity: without end. */
  timeout: number
  /** Gives up earlier. */
  signal?: AbortSignal | undefined
  /** Who waits; undefined: this process. */
  user?: QueueUser | undefined
}

/** A message that was taken, and what may still bring it back. */
export interface TakenMessage {
  content: Uint8Array
  /** Names it until it is acknowledged; 0: it was taken for good. */
  lease: number
}

/** How a lease ends: with its message gone for good, or with it put back in front. */
export type LeaseEnd = 'acknowledged' | 'released'

/** No message. */
export const nothing = Symbol('nothing')

export type PutAnswer = 'put' | 'full' | 'closed'
/** `closed`: it takes no more messages, and none is left in it. */
export type TakeAnswer = TakenMessage | 'empty' | 'closed'

/** One process's access to a message queue: to the queue itself where it lives, over a channel anywhere else. */
export interface QueueEndpoint {
  /** Names it in every process. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** 0: any number of messages. */
  readonly capacity: number
  /** Puts the message if that takes no waiting. False: nothing was done. */
  putAtOnce(item: unknown): boolean
  /** The oldest message if that takes no waiting; `nothing` does not mean that the queue is empty. */
  takeAtOnce(): unknown
  /** Answers once every process can see the message: at once if nothing has to be waited for. */
  put(content: Uint8Array, limit: WaitLimit): PutAnswer | Promise<PutAnswer>
  /** The oldest message; `isLeased`: it comes back unless it is acknowledged. */
  take(isLeased: boolean, limit: WaitLimit): TakeAnswer | Promise<TakeAnswer>
  /** Does nothing if the lease has ended. */
  endLease(lease: number, how: LeaseEnd): Promise<void>
  /** Messages that wait. */
  count(): Promise<number>
  /** Takes no more messages; those in it can still be taken. */
  close(): Promise<void>
  /** A queue of its own that gets every message from now on; this queue keeps none of them. */
  subscribe(capacity: number): Promise<QueueEndpoint>
}
