import { raise } from '../../platform/uncaught.ts'
import type { MemoryPlace, SharedMemory } from '../../platform/shared-memory.ts'
import { type LivingQueue, addLiving } from './living-queues.ts'
import {
  type LeaseEnd,
  type PutAnswer,
  type QueueEndpoint,
  type TakeAnswer,
  type WaitLimit,
  nothing,
} from './queue-endpoint.ts'
import type { QueueSnapshot } from './queue-snapshot.ts'
import type { MessageSink, RingInput } from './ring-input.ts'
import { type TakeRequest, type TakeResult, TakingSide } from './taking-side.ts'
import { Waiters } from './waiters.ts'

let lastQueue = 0

/** A message queue, in the process that it lives in: first in, first out, to competing consumers. */
export class Broker implements QueueEndpoint, LivingQueue, MessageSink {
  readonly id = `${process.pid}-${++lastQueue}`
  readonly name: string
  readonly capacity: number
  /** Where messages arrive without a question: they have to be here before anybody is answered. */
  readonly inputs = new Set<RingInput>()
  readonly #putters = new Waiters<PutAnswer, Uint8Array>()
  readonly #taking = new TakingSide(() => {
    this.#update()
  })
  #isClosed = false
  #isUpdating = false
  readonly #subscribers: Broker[] = []
  /** What it subscribes to. */
  readonly #origin: Broker | undefined
  #puts = 0
  /** Of these, those that came into this queue, not only into those of its subscribers. */
  #kept = 0

  /** @param capacity Messages; 0 for any number. */
  constructor(capacity: number, name?: string, origin?: Broker) {
    this.capacity = capacity
    this.name = name ?? `queue-${lastQueue}`
    this.#origin = origin
    addLiving(this)
  }

  putAtOnce(): boolean {
    return false
  }

  takeAtOnce(): unknown {
    return nothing
  }

  put(content: Uint8Array, limit: WaitLimit): PutAnswer | Promise<PutAnswer> {
    this.#drainInputs()
    if (this.#isClosed) return 'closed'
    // Those who came earlier go first.
    if (this.#putters.count === 0 && this.#hasRoom) {
      this.add(content)
      return 'put'
    }
    if (limit.timeout <= 0) return 'full'
    const answer = this.#putters.wait(content, limit, 'full')
    this.#updateAll()
    return answer
  }

  take(isLeased: boolean, limit: WaitLimit): TakeAnswer | Promise<TakeAnswer> {
    return this.takeOrPoint({ isLeased, hasWindow: false }, limit) as ReturnType<QueueEndpoint['take']>
  }

  /** As `take`; with `hasWindow` the answer may be that a message is `there` to be taken. */
  takeOrPoint(request: TakeRequest, limit: WaitLimit): TakeResult | Promise<TakeResult> {
    this.#drainInputs()
    const taken = this.#taking.take(request)
    if (taken) {
      this.#update()
      return taken
    }
    if (this.#isDone) return 'closed'
    if (limit.timeout <= 0) return 'empty'
    const answer = this.#taking.wait(request, limit)
    this.#update()
    return answer
  }

  endLease(lease: number, how: LeaseEnd): Promise<void> {
    if (this.#taking.endLease(lease, how)) this.#serve()
    return Promise.resolve()
  }

  count(): Promise<number> {
    this.#drainInputs()
    return Promise.resolve(this.#taking.count)
  }

  close(): Promise<void> {
    this.#stopInputs()
    this.#isClosed = true
    this.#putters.giveAll('closed')
    this.#update()
    for (const subscriber of this.#subscribers) subscriber.close().catch(raise)
    return Promise.resolve()
  }

  clear(): number {
    this.close().catch(raise)
    const count = this.#taking.clear()
    this.#update()
    return count
  }

  subscribe(capacity: number): Promise<Broker> {
    // A message that is put from now on may have to wait for room, so it must not arrive without a question.
    if (capacity > 0) this.#stopInputs()
    else this.#drainInputs()
    const subscriber = new Broker(capacity, `${this.name}/${this.#subscribers.length + 1}`, this)
    if (this.#isClosed) subscriber.close().catch(raise)
    this.#subscribers.push(subscriber)
    return Promise.resolve(subscriber)
  }

  snapshot(): QueueSnapshot {
    this.#drainInputs()
    const { id, name, capacity } = this
    return {
      id,
      name,
      capacity,
      depth: this.#taking.count,
      puts: this.#puts,
      gets: this.#kept - this.#taking.count - this.#taking.leased,
      putters: this.#putters.users,
      takers: this.#taking.takers,
      isOpen: !this.#isClosed,
    }
  }

  /** Whether every message can be accepted at once: then it may arrive without a question. */
  get isUnlimited(): boolean {
    return !this.#isClosed && this.capacity === 0 && this.#subscribers.every(({ capacity }) => capacity === 0)
  }

  /** False once it is closed and no message is left in it. */
  get isUsable(): boolean {
    return !this.#isClosed || this.#taking.count > 0
  }

  /** Where other processes find its window, which exists from now on. Undefined if there is no memory for it. */
  openWindow(create: (bytes: number) => SharedMemory | undefined): MemoryPlace | undefined {
    const place = this.#taking.openWindow(create)
    this.#update()
    return place
  }

  /** A message was taken from the window, and the alarm was set for that. */
  noteClaim(): void {
    this.#drainInputs()
    this.#update()
  }

  /** A message that has not to wait for room: `bytes[begin, end)`. A copy is kept. */
  add(bytes: Uint8Array, begin = 0, end = bytes.length): void {
    this.#puts++
    if (this.#subscribers.length > 0) {
      for (const one of this.#subscribers) one.add(bytes, begin, end)
      return
    }
    this.#kept++
    this.#taking.append(bytes, begin, end)
    if (this.#taking.isWaitedFor) this.#serve()
  }

  /** If it has subscribers: whether each of them has room. */
  get #hasRoom(): boolean {
    if (this.#subscribers.length > 0) return this.#subscribers.every((one) => one.#hasRoom)
    return this.capacity === 0 || this.#taking.count < this.capacity
  }

  /** Whether no message will come, from wherever. */
  get #isDone(): boolean {
    return this.#isClosed && this.#taking.count === 0 && this.#taking.leased === 0
  }

  #drainInputs(): void {
    if (this.#origin) this.#origin.#drainInputs()
    for (const input of this.inputs) input.drain()
  }

  #stopInputs(): void {
    for (const input of this.inputs) input.stop(this)
  }

  #serve(): void {
    this.#taking.serve()
    this.#update()
  }

  /** To be called after any change: lets those in who wait for room, and sets the window and its alarm accordingly. */
  #update(): void {
    // A message that is let in updates this queue again.
    if (this.#isUpdating) return
    this.#isUpdating = true
    try {
      do {
        this.#admit()
        if (this.#origin) this.#origin.#admit()
        if (this.#isDone) this.#taking.refuseTakers()
      } while (this.#taking.watch(this.#isRoomWaitedFor, this.#isClosed && this.#taking.isWaitedFor))
    } finally {
      this.#isUpdating = false
    }
  }

  #updateAll(): void {
    this.#update()
    for (const subscriber of this.#subscribers) subscriber.#updateAll()
  }

  /** Whether somebody waits for room here. */
  get #isRoomWaitedFor(): boolean {
    return this.#putters.count > 0 || (this.#origin !== undefined && this.#origin.#putters.count > 0)
  }

  #admit(): void {
    for (let putter = this.#putters.first; putter && this.#hasRoom; putter = this.#putters.first) {
      putter.give('put')
      this.add(putter.request)
    }
  }
}
