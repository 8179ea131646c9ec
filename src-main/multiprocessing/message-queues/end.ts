/** A process or thread that puts or takes. */
export interface Party {
  name: string | undefined
  pid: number | undefined
}

/** How long to wait where a queue is full or empty. */
export interface Patience {
  /** Milliseconds; 0: not at all, Infinity: without end. */
  timeout: number
  /** Gives up earlier. */
  signal?: AbortSignal | undefined
  /** For whom; undefined: for this process. */
  party?: Party | undefined
}

/** A message that was taken, and what may still bring it back. */
export interface Taken {
  content: Uint8Array
  /** Names it until it is acknowledged; 0: it was taken for good. */
  lease: number
}

/** No message. */
export const nothing = Symbol('nothing')

/** One process's access to a message queue: to the queue itself where it lives, over a channel anywhere else. */
export interface QueueEnd {
  /** Names it in every process. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** 0: any number of messages. */
  readonly capacity: number
  /** Puts it where that takes no waiting. False: nothing was done. */
  putAtOnce(item: unknown): boolean
  /** The oldest message where that takes no waiting; `nothing`: that may be there all the same. */
  takeAtOnce(): unknown
  /** Answers once every process can see it: at once where nothing has to be waited for. */
  put(content: Uint8Array, patience: Patience): 'put' | 'full' | 'closed' | Promise<'put' | 'full' | 'closed'>
  /** The oldest message; `isLeased`: it comes back unless it is acknowledged. `closed`: and nothing is left in it. */
  take(isLeased: boolean, patience: Patience): Taken | 'empty' | 'closed' | Promise<Taken | 'empty' | 'closed'>
  /** Its lease ends: for good, or by being put back in front. Nothing happens where it has ended. */
  settle(lease: number, isDone: boolean): Promise<void>
  /** Messages that wait. */
  count(): Promise<number>
  /** Takes no more messages; what is there can still be taken. */
  close(): Promise<void>
  /** A queue of its own that gets every message from now on, which nobody else then gets from this one. */
  subscribe(capacity: number): Promise<QueueEnd>
}
