/** How long to wait where a queue is full or empty. */
export interface Patience {
  /** Milliseconds; 0: not at all, Infinity: without end. */
  timeout: number
  /** Gives up earlier. */
  signal?: AbortSignal | undefined
}

/** A message that was taken, and what may still bring it back. */
export interface Taken {
  content: Uint8Array
  /** Names it until it is acknowledged; 0: it was taken for good. */
  lease: number
}

/** One process's access to a message queue: to the queue itself where it lives, over a channel anywhere else. */
export interface QueueEnd {
  /** Names it in every process. */
  readonly id: string
  /** 0: any number of messages. */
  readonly capacity: number
  /** Resolves once every process can see it. */
  put(content: Uint8Array, patience: Patience): Promise<'put' | 'full' | 'closed'>
  /** The oldest message; `isLeased`: it comes back unless it is acknowledged. `closed`: and nothing is left in it. */
  take(isLeased: boolean, patience: Patience): Promise<Taken | 'empty' | 'closed'>
  /** Its lease ends: for good, or by being put back in front. Nothing happens where it has ended. */
  settle(lease: number, isDone: boolean): Promise<void>
  /** Messages that wait. */
  count(): Promise<number>
  /** Takes no more messages; what is there can still be taken. */
  close(): Promise<void>
  /** A queue of its own that gets every message from now on, which nobody else then gets from this one. */
  subscribe(capacity: number): Promise<QueueEnd>
}
