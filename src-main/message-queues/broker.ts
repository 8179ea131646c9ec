import type { Patience, QueueEnd, Taken } from './end.ts'
import { Waiters } from './waiters.ts'

/** Messages that were taken before their place in memory is given back, all at once. */
const mostTaken = 1_000

let lastQueue = 0

/** A message queue, in the process that it lives in: first in, first out, to competing consumers. */
export class Broker implements QueueEnd {
  readonly id = `${process.pid}-${++lastQueue}`
  readonly capacity: number
  #messages: Uint8Array[] = []
  /** Index of the oldest message in `#messages`: what is before it was taken. */
  #head = 0
  readonly #putters = new Waiters<'put' | 'full' | 'closed', Uint8Array>()
  readonly #takers = new Waiters<Taken | 'empty' | 'closed', { isLeased: boolean }>()
  readonly #leases = new Map<number, Uint8Array>()
  #lastLease = 0
  #isClosed = false
  readonly #subscribers: Broker[] = []
  /** Tells the queue that it subscribes to. */
  readonly #onRoom: (() => void) | undefined

  /** @param capacity Messages; 0 for any number. */
  constructor(capacity: number, onRoom?: () => void) {
    this.capacity = capacity
    this.#onRoom = onRoom
  }

  put(content: Uint8Array, patience: Patience): Promise<'put' | 'full' | 'closed'> {
    if (this.#isClosed) return Promise.resolve('closed')
    // Who came earlier goes first.
    if (this.#putters.count === 0 && this.#hasRoom) {
      this.#deliver(content)
      return Promise.resolve('put')
    }
    return patience.timeout <= 0 ? Promise.resolve('full') : this.#putters.wait(content, patience, 'full')
  }

  take(isLeased: boolean, patience: Patience): Promise<Taken | 'empty' | 'closed'> {
    if (this.#count > 0) return Promise.resolve(this.#takeFirst(isLeased))
    if (this.#isDrained) return Promise.resolve('closed')
    return patience.timeout <= 0 ? Promise.resolve('empty') : this.#takers.wait({ isLeased }, patience, 'empty')
  }

  settle(lease: number, isDone: boolean): Promise<void> {
    const content = this.#leases.get(lease)
    if (content) {
      this.#leases.delete(lease)
      if (!isDone) this.#putBack(content)
      this.#endIfDrained()
    }
    return Promise.resolve()
  }

  count(): Promise<number> {
    return Promise.resolve(this.#count)
  }

  close(): Promise<void> {
    this.#isClosed = true
    this.#putters.giveAll('closed')
    this.#endIfDrained()
    for (const subscriber of this.#subscribers) void subscriber.close()
    return Promise.resolve()
  }

  subscribe(capacity: number): Promise<Broker> {
    const subscriber = new Broker(capacity, () => {
      this.#admit()
    })
    if (this.#isClosed) void subscriber.close()
    this.#subscribers.push(subscriber)
    return Promise.resolve(subscriber)
  }

  get #count(): number {
    return this.#messages.length - this.#head
  }

  /** Where it has subscribers: in each of them. */
  get #hasRoom(): boolean {
    if (this.#subscribers.length > 0) return this.#subscribers.every((one) => one.#hasRoom)
    return this.capacity === 0 || this.#count < this.capacity
  }

  get #isDrained(): boolean {
    return this.#isClosed && this.#count === 0 && this.#leases.size === 0
  }

  #deliver(content: Uint8Array): void {
    if (this.#subscribers.length > 0) {
      for (const one of this.#subscribers) one.#deliver(content)
      return
    }
    this.#messages.push(content)
    this.#serve()
  }

  #putBack(content: Uint8Array): void {
    if (this.#head > 0) this.#messages[--this.#head] = content
    else this.#messages.unshift(content)
    this.#serve()
  }

  /** Gives what is there to those who wait for it. */
  #serve(): void {
    for (let taker = this.#takers.first; taker && this.#count > 0; taker = this.#takers.first)
      taker.give(this.#takeFirst(taker.want.isLeased))
    this.#endIfDrained()
  }

  /** Lets those in who wait for room. */
  #admit(): void {
    for (let putter = this.#putters.first; putter && this.#hasRoom; putter = this.#putters.first) {
      this.#deliver(putter.want)
      putter.give('put')
    }
  }

  #takeFirst(isLeased: boolean): Taken {
    const content = this.#messages[this.#head] ?? new Uint8Array()
    if (++this.#head > mostTaken && this.#head * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#head)
      this.#head = 0
    }
    const lease = isLeased ? ++this.#lastLease : 0
    if (isLeased) this.#leases.set(lease, content)
    this.#admit()
    this.#onRoom?.()
    return { content, lease }
  }

  #endIfDrained(): void {
    if (this.#isDrained) this.#takers.giveAll('closed')
  }
}
