import { Broker } from './broker.ts'
import { namedQueues } from './named-queues.ts'
import { decodeItem, encodeItem } from './content.ts'
import { type Patience, type QueueEnd, type Taken, nothing } from './end.ts'

/** There is no room in the queue, or was none within the time that was given. */
export class Full extends Error {
  override readonly name = 'Full'
}

/** There is nothing in the queue, or was nothing within the time that was given. */
export class Empty extends Error {
  override readonly name = 'Empty'
}

/** The queue was closed, and nothing is left in it. */
export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError'
}

export interface QueueOptions {
  /** `queue-1`, `queue-2`, … by default. */
  name?: string | undefined
}

export interface WaitOptions {
  /** False: not at all. Default true. */
  block?: boolean | undefined
  /** Milliseconds to wait at most; without end where undefined. */
  timeoutMs?: number | undefined
  /** Gives up when it is aborted, and rejects with its reason. */
  signal?: AbortSignal | undefined
}

/** A message that comes back to the queue unless it is acknowledged: at once by `release`, else when its holder ends. */
export interface Delivery<Item> {
  item: Item
  acknowledge(): Promise<void>
  release(): Promise<void>
}

/**
 * A message queue between processes: first in, first out. It lives in the process that made it, and is handed to others in
 * the arguments of their functions. Once a `put` has resolved, every process sees the message.
 */
export class Queue<Item = unknown> implements AsyncIterable<Item, void> {
  readonly #end: QueueEnd
  /**
   * For what hands queues to other processes. A property, so that no queue can be cloned by mistake: handles.ts sees to it.
   * @internal
   */
  readonly end = (): QueueEnd => this.#end

  /** @param maxsize Messages that fit; 0 or less, or absent: any number. */
  constructor(maxsize?: number, options?: QueueOptions)
  /** @internal */
  constructor(end: QueueEnd)
  constructor(maxsize: number | QueueEnd = 0, { name }: QueueOptions = {}) {
    this.#end = typeof maxsize === 'object' ? maxsize : new Broker(capacityOf(maxsize), name)
  }

  /**
   * The message queue of this name, of the process where the program began: every process that it started, however far
   * down, gets the same one. It is made where there is none; in the Forkyard app it is that of the app. With a `maxsize` a
   * RangeError is thrown where there is one of another size.
   */
  static async open<Item = unknown>(name: string, maxsize?: number): Promise<Queue<Item>> {
    if (typeof name !== 'string' || name === '') throw new TypeError('A message queue is opened by a name.')
    const capacity = maxsize === undefined ? undefined : capacityOf(maxsize)
    const end = await kept(namedQueues().open(name, capacity))
    if (capacity !== undefined && end.capacity !== capacity)
      throw new RangeError(`There is a message queue ${name} of size ${end.capacity}, not ${capacity}.`)
    return new Queue<Item>(end)
  }

  /** For people: in the sentences of errors, and where queues are shown. */
  get name(): string {
    return this.#end.name
  }

  /** Adds a message. Rejects with Full where there is no room in time, QueueClosedError, or a TypeError where it cannot be cloned. */
  put(item: Item, options?: WaitOptions): Promise<void> {
    // Most of the time of a small message would go into promises and buffers that nobody needs.
    if (options === undefined && this.#end.putAtOnce(item)) return done
    return this.#put(item, options)
  }

  putNowait(item: Item): Promise<void> {
    return this.put(item, { block: false })
  }

  /** Takes the oldest message. Rejects with Empty where there is none in time, and with QueueClosedError where none will come. */
  get(options?: WaitOptions): Promise<Item> {
    const item = options === undefined ? this.#end.takeAtOnce() : nothing
    return item === nothing ? this.#get(options) : Promise.resolve(item as Item)
  }

  getNowait(): Promise<Item> {
    const item = this.#end.takeAtOnce()
    return item === nothing ? this.#get({ block: false }) : Promise.resolve(item as Item)
  }

  /** As `get`, but the message comes back unless it is acknowledged: each is dealt with at least once. */
  async receive(options: WaitOptions = {}): Promise<Delivery<Item>> {
    const taken = await this.#take(true, options)
    return {
      item: this.#decode(taken),
      acknowledge: () => this.#end.settle(taken.lease, true),
      release: () => this.#end.settle(taken.lease, false),
    }
  }

  /** Messages that wait. */
  qsize(): Promise<number> {
    return kept(this.#end.count())
  }

  async empty(): Promise<boolean> {
    return (await this.qsize()) === 0
  }

  /** Never, where any number fits. */
  async full(): Promise<boolean> {
    return this.#end.capacity > 0 && (await this.qsize()) >= this.#end.capacity
  }

  /** No more messages: what is there can still be taken, then `for await` ends. */
  close(): Promise<void> {
    return kept(this.#end.close())
  }

  /**
   * A queue of its own that gets every message put from now on, as every other subscriber does; none of them is to be had
   * from this queue then. With a `maxsize`, a put waits until there is room in each.
   */
  async subscribe(maxsize = 0): Promise<Queue<Item>> {
    return new Queue<Item>(await kept(this.#end.subscribe(capacityOf(maxsize))))
  }

  /** Takes messages until the queue is closed and empty. */
  [Symbol.asyncIterator](): AsyncIterator<Item, void, undefined> {
    return { next: () => this.#next() }
  }

  #next(): Promise<IteratorResult<Item, void>> {
    const item = this.#end.takeAtOnce()
    return item === nothing ? this.#nextInTime() : Promise.resolve({ value: item as Item, done: false })
  }

  async #nextInTime(): Promise<IteratorResult<Item, void>> {
    let taken = this.#end.take(false, { timeout: Infinity })
    if (taken instanceof Promise) taken = await kept(taken)
    return typeof taken === 'string' ? { value: undefined, done: true } : { value: this.#decode(taken), done: false }
  }

  async #put(item: Item, options: WaitOptions = {}): Promise<void> {
    const content = this.#encode(item)
    let answer = this.#end.put(content, this.#patience(options))
    if (typeof answer !== 'string') answer = await kept(answer)
    if (answer === 'put') return
    options.signal?.throwIfAborted()
    if (answer === 'full') throw new Full(`The message queue ${this.name} is full (${this.#end.capacity} messages).`)
    throw this.#closed('takes no more messages')
  }

  async #get(options: WaitOptions = {}): Promise<Item> {
    return this.#decode(await this.#take(false, options))
  }

  async #take(isLeased: boolean, options: WaitOptions): Promise<Taken> {
    let taken = this.#end.take(isLeased, this.#patience(options))
    if (taken instanceof Promise) taken = await kept(taken)
    if (typeof taken === 'object') return taken
    options.signal?.throwIfAborted()
    if (taken === 'empty') throw new Empty(`The message queue ${this.name} is empty.`)
    throw this.#closed('has nothing left')
  }

  #encode(item: Item): Uint8Array {
    try {
      return encodeItem(item)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw new TypeError(`The message for the queue ${this.name} cannot be sent: ${message}`, { cause: error })
    }
  }

  #decode({ content }: Taken): Item {
    return decodeItem(content) as Item
  }

  #patience({ block = true, timeoutMs = Infinity, signal }: WaitOptions): Patience {
    if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs) || timeoutMs < 0)
      throw new RangeError(
        `The timeout for the message queue ${this.name} must be a number of milliseconds from 0 on, not ${String(timeoutMs)}.`,
      )
    signal?.throwIfAborted()
    return { timeout: block ? timeoutMs : 0, signal }
  }

  #closed(what: string): QueueClosedError {
    return new QueueClosedError(`The message queue ${this.name} is closed: it ${what}.`)
  }
}

/** 0 where any number fits. Throws a RangeError. */
function capacityOf(maxsize: unknown): number {
  if (typeof maxsize !== 'number' || Number.isNaN(maxsize) || (maxsize > 0 && maxsize % 1 > 0))
    throw new RangeError(
      `The size of a queue is a whole number, or 0 for any number of messages, not ${String(maxsize)}.`,
    )
  return maxsize > 0 && maxsize !== Infinity ? maxsize : 0
}

/** For every message that had not to be waited for. */
const done = Promise.resolve()

let waiting = 0
let living: NodeJS.Timeout | undefined

/** This process lives for as long as somebody waits: a full queue blocks its program, as it does in Python. */
async function kept<Value>(promise: Promise<Value>): Promise<Value> {
  living ??= setInterval(() => undefined, 2 ** 30).unref()
  if (++waiting === 1) living.ref()
  try {
    return await promise
  } finally {
    if (--waiting === 0) living.unref()
  }
}
