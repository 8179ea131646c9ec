import { Broker } from './broker.ts'
import { decodeItem, encodeItem } from './content.ts'
import { keepAliveFor } from './keep-alive.ts'
import { namedQueues } from './named-queues.ts'
import { type QueueEndpoint, type TakenMessage, nothing } from './queue-endpoint.ts'
import { Empty, Full, QueueClosedError } from './queue-errors.ts'
import { type QueueOptions, type WaitOptions, capacityOf, waitLimitOf } from './queue-options.ts'

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
  readonly #endpoint: QueueEndpoint
  /**
   * For what hands queues to other processes. A property, so that no queue can be cloned by mistake: handles.ts sees to it.
   * @internal
   */
  readonly endpoint = (): QueueEndpoint => this.#endpoint

  /** @param maxsize Messages that fit; 0 or less, or absent: any number. */
  constructor(maxsize?: number, options?: QueueOptions)
  /** @internal */
  constructor(endpoint: QueueEndpoint)
  constructor(maxsize: number | QueueEndpoint = 0, { name }: QueueOptions = {}) {
    this.#endpoint = typeof maxsize === 'object' ? maxsize : new Broker(capacityOf(maxsize), name)
  }

  /**
   * The message queue of this name, of the process where the program began: every process that it started, however far
   * down, gets the same one. It is made if there is none; in the Forkyard app it is that of the app. With a `maxsize` a
   * RangeError is thrown if there is one of another size.
   */
  static async open<Item = unknown>(name: string, maxsize?: number): Promise<Queue<Item>> {
    if (typeof name !== 'string' || name === '') throw new TypeError('A message queue is opened by a name.')
    const capacity = maxsize === undefined ? undefined : capacityOf(maxsize)
    const endpoint = await keepAliveFor(namedQueues().open(name, capacity))
    if (capacity !== undefined && endpoint.capacity !== capacity)
      throw new RangeError(`There is a message queue ${name} of size ${endpoint.capacity}, not ${capacity}.`)
    return new Queue<Item>(endpoint)
  }

  /** For people: in the sentences of errors, and where queues are shown. */
  get name(): string {
    return this.#endpoint.name
  }

  /** Adds a message. Rejects with Full if there is no room in time, QueueClosedError, or a TypeError if it cannot be cloned. */
  put(item: Item, options?: WaitOptions): Promise<void> {
    // Most of the time of a small message would go into promises and buffers that nobody needs.
    if (options === undefined && this.#endpoint.putAtOnce(item)) return done
    return this.#put(item, options)
  }

  putNowait(item: Item): Promise<void> {
    return this.put(item, { block: false })
  }

  /** Takes the oldest message. Rejects with Empty if there is none in time, and with QueueClosedError if none will come. */
  get(options?: WaitOptions): Promise<Item> {
    const item = options === undefined ? this.#endpoint.takeAtOnce() : nothing
    return item === nothing ? this.#get(options) : Promise.resolve(item as Item)
  }

  getNowait(): Promise<Item> {
    const item = this.#endpoint.takeAtOnce()
    return item === nothing ? this.#get({ block: false }) : Promise.resolve(item as Item)
  }

  /** As `get`, but the message comes back unless it is acknowledged: each is dealt with at least once. */
  async receive(options: WaitOptions = {}): Promise<Delivery<Item>> {
    const taken = await this.#take(true, options)
    return {
      item: this.#decode(taken),
      acknowledge: () => this.#endpoint.endLease(taken.lease, 'acknowledged'),
      release: () => this.#endpoint.endLease(taken.lease, 'released'),
    }
  }

  /** Messages that wait. */
  qsize(): Promise<number> {
    return keepAliveFor(this.#endpoint.count())
  }

  async empty(): Promise<boolean> {
    return (await this.qsize()) === 0
  }

  /** Never, if any number fits. */
  async full(): Promise<boolean> {
    return this.#endpoint.capacity > 0 && (await this.qsize()) >= this.#endpoint.capacity
  }

  /** No more messages: what is there can still be taken, then `for await` ends. */
  close(): Promise<void> {
    return keepAliveFor(this.#endpoint.close())
  }

  /**
   * A queue of its own that gets every message put from now on, as every other subscriber does; none of them is to be had
   * from this queue then. With a `maxsize`, a put waits until there is room in each.
   */
  async subscribe(maxsize = 0): Promise<Queue<Item>> {
    return new Queue<Item>(await keepAliveFor(this.#endpoint.subscribe(capacityOf(maxsize))))
  }

  /** Takes messages until the queue is closed and empty. */
  [Symbol.asyncIterator](): AsyncIterator<Item, void, undefined> {
    return { next: () => this.#next() }
  }

  #next(): Promise<IteratorResult<Item, void>> {
    const item = this.#endpoint.takeAtOnce()
    return item === nothing ? this.#nextInTime() : Promise.resolve({ value: item as Item, done: false })
  }

  async #nextInTime(): Promise<IteratorResult<Item, void>> {
    let taken = this.#endpoint.take(false, { timeout: Infinity })
    if (taken instanceof Promise) taken = await keepAliveFor(taken)
    return typeof taken === 'string' ? { value: undefined, done: true } : { value: this.#decode(taken), done: false }
  }

  async #put(item: Item, options: WaitOptions = {}): Promise<void> {
    const content = this.#encode(item)
    let answer = this.#endpoint.put(content, waitLimitOf(options, this.name))
    if (typeof answer !== 'string') answer = await keepAliveFor(answer)
    if (answer === 'put') return
    options.signal?.throwIfAborted()
    if (answer === 'full')
      throw new Full(`The message queue ${this.name} is full (${this.#endpoint.capacity} messages).`)
    throw this.#closed('takes no more messages')
  }

  async #get(options: WaitOptions = {}): Promise<Item> {
    return this.#decode(await this.#take(false, options))
  }

  async #take(isLeased: boolean, options: WaitOptions): Promise<TakenMessage> {
    let taken = this.#endpoint.take(isLeased, waitLimitOf(options, this.name))
    if (taken instanceof Promise) taken = await keepAliveFor(taken)
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

  #decode({ content }: TakenMessage): Item {
    return decodeItem(content) as Item
  }

  #closed(what: string): QueueClosedError {
    return new QueueClosedError(`The message queue ${this.name} is closed: it ${what}.`)
  }
}

/** For every message that was put without waiting. */
const done = Promise.resolve()
