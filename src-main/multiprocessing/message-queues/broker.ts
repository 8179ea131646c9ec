// Over 250 lines: the whole of one queue's state; where messages, leases and those who wait are kept is in files of their own.
import { raise } from '../../platform/uncaught.ts'
import type { MemoryPlace, SharedMemory } from '../../platform/shared-memory.ts'
import { type Patience, type QueueEnd, type Taken, nothing } from './end.ts'
import type { Inlet } from './inlet.ts'
import { Leases } from './leases.ts'
import { addLiving } from './living-queues.ts'
import type { QueueLook } from './look.ts'
import { Waiters } from './waiters.ts'
import { WaitingMessages } from './waiting-messages.ts'

/** Milliseconds until somebody else is told of a message that whoever was told first has not taken. */
const slowTaker = 5

let lastQueue = 0

/** A taker that `hasWindow` is only told that something is `there`: it takes it itself. */
interface Want {
  isLeased: boolean
  hasWindow: boolean
}

type TakeAnswer = Taken | 'there' | 'empty' | 'closed'

/** A message queue, in the process that it lives in: first in, first out, to competing consumers. */
export class Broker implements QueueEnd {
  readonly id = `${process.pid}-${++lastQueue}`
  readonly name: string
  readonly capacity: number
  readonly #messages = new WaitingMessages()
  /** Where messages come in unasked: they have to be here before anybody is answered. */
  readonly inlets = new Set<Inlet>()
  readonly #putters = new Waiters<'put' | 'full' | 'closed', Uint8Array>()
  readonly #takers = new Waiters<TakeAnswer, Want>()
  readonly #leases = new Leases()
  #isClosed = false
  #isSettling = false
  readonly #subscribers: Broker[] = []
  /** What it subscribes to. */
  readonly #origin: Broker | undefined
  #puts = 0
  /** Of these, those that came into this queue itself, not only into those of its subscribers. */
  #kept = 0
  #nudge: NodeJS.Timeout | undefined

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

  put(content: Uint8Array, patience: Patience): 'put' | 'full' | 'closed' | Promise<'put' | 'full' | 'closed'> {
    this.#drain()
    if (this.#isClosed) return 'closed'
    // Who came earlier goes first.
    if (this.#putters.count === 0 && this.#hasRoom) {
      this.add(content)
      return 'put'
    }
    if (patience.timeout <= 0) return 'full'
    const answer = this.#putters.wait(content, patience, 'full')
    this.#settleAll()
    return answer
  }

  take(isLeased: boolean, patience: Patience): Taken | 'empty' | 'closed' | Promise<Taken | 'empty' | 'closed'> {
    return this.takeOrTell({ isLeased, hasWindow: false }, patience) as ReturnType<QueueEnd['take']>
  }

  /** As `take`; with `hasWindow` the answer may be that something is `there` to be taken. */
  takeOrTell(want: Want, patience: Patience): TakeAnswer | Promise<TakeAnswer> {
    this.#drain()
    const taken = this.#takeNow(want)
    if (taken) {
      this.#settle()
      return taken
    }
    if (this.#isDrained) return 'closed'
    if (patience.timeout <= 0) return 'empty'
    const answer = this.#takers.wait(want, patience, 'empty')
    this.#settle()
    return answer
  }

  settle(lease: number, isDone: boolean): Promise<void> {
    const content = this.#leases.end(lease)
    if (content) {
      if (!isDone) this.#messages.putBack(content)
      this.#serve()
    }
    return Promise.resolve()
  }

  count(): Promise<number> {
    this.#drain()
    return Promise.resolve(this.#messages.count)
  }

  close(): Promise<void> {
    this.#stopInlets()
    this.#isClosed = true
    this.#putters.giveAll('closed')
    this.#settle()
    for (const subscriber of this.#subscribers) subscriber.close().catch(raise)
    return Promise.resolve()
  }

  /** Closes it and drops what waits in it; gives how many that were. */
  clear(): number {
    this.close().catch(raise)
    let count = 0
    while (this.#messages.takeFirst()) count++
    this.#settle()
    return count
  }

  subscribe(capacity: number): Promise<Broker> {
    // What is put from now on may have to wait for room, and does not come without being asked for.
    if (capacity > 0) this.#stopInlets()
    else this.#drain()
    const subscriber = new Broker(capacity, `${this.name}/${this.#subscribers.length + 1}`, this)
    if (this.#isClosed) subscriber.close().catch(raise)
    this.#subscribers.push(subscriber)
    return Promise.resolve(subscriber)
  }

  look(): QueueLook {
    this.#drain()
    const { id, name, capacity } = this
    return {
      id,
      name,
      capacity,
      depth: this.#messages.count,
      puts: this.#puts,
      gets: this.#kept - this.#messages.count - this.#leases.count,
      putters: this.#putters.parties,
      takers: this.#takers.parties,
      isOpen: !this.#isClosed,
    }
  }

  /** Whether every message can be taken at once: then it needs not be asked for before it comes. */
  get isUnlimited(): boolean {
    return !this.#isClosed && this.capacity === 0 && this.#subscribers.every(({ capacity }) => capacity === 0)
  }

  /** False once it is closed and nothing is left in it. */
  get isUsable(): boolean {
    return !this.#isClosed || this.#messages.count > 0
  }

  /** Where other processes find its window, which it has from now on. Undefined where there is no memory for it. */
  openWindow(create: (bytes: number) => SharedMemory | undefined): MemoryPlace | undefined {
    const place = this.#messages.openWindow(create)
    this.#settle()
    return place
  }

  /** Somebody took a message from the window, and the alarm was set for that. */
  noteClaim(): void {
    this.#drain()
    this.#settle()
  }

  /** A message that nothing holds up: `bytes[begin, end)`. A copy is kept. */
  add(bytes: Uint8Array, begin = 0, end = bytes.length): void {
    this.#puts++
    if (this.#subscribers.length > 0) {
      for (const one of this.#subscribers) one.add(bytes, begin, end)
      return
    }
    this.#kept++
    this.#messages.append(bytes, begin, end)
    if (this.#takers.count > 0) this.#serve()
  }

  /** Where it has subscribers: in each of them. */
  get #hasRoom(): boolean {
    if (this.#subscribers.length > 0) return this.#subscribers.every((one) => one.#hasRoom)
    return this.capacity === 0 || this.#messages.count < this.capacity
  }

  get #isDrained(): boolean {
    return this.#isClosed && this.#messages.count === 0 && this.#leases.count === 0
  }

  #drain(): void {
    if (this.#origin) this.#origin.#drain()
    for (const inlet of this.inlets) inlet.drain()
  }

  #stopInlets(): void {
    for (const inlet of this.inlets) inlet.stop(this)
  }

  #takeNow({ isLeased, hasWindow }: Want): Taken | 'there' | undefined {
    if (hasWindow && this.#messages.isInWindow) return 'there'
    const content = this.#messages.takeFirst()
    if (!content) return undefined
    // What goes to another process is leased until that has it.
    return { content, lease: isLeased ? this.#leases.begin(content) : 0 }
  }

  /** Gives what is there to those who wait for it. */
  #serve(): void {
    let left = this.#messages.count
    for (let taker = this.#takers.first; taker && left > 0; taker = this.#takers.first) {
      const taken = this.#takeNow(taker.want)
      if (!taken) break
      taker.give(taken)
      left--
      if (taken === 'there' && this.#takers.count > 0) this.#nudgeSoon()
    }
    this.#settle()
  }

  /** Whoever was told of a message first may be busy, or dead: it holds nothing back. */
  #nudgeSoon(): void {
    this.#nudge ??= setTimeout(() => {
      this.#nudge = undefined
      this.#serve()
    }, slowTaker).unref()
  }

  /** After anything was taken, put or wished for: has those who wait, and the window, be as they should. */
  #settle(): void {
    // What is let in settles this queue again.
    if (this.#isSettling) return
    this.#isSettling = true
    try {
      do {
        this.#admit()
        if (this.#origin) this.#origin.#admit()
        if (this.#isDrained) this.#takers.giveAll('closed')
      } while (this.#messages.watch(this.#isWaitedFor, this.#isClosed && this.#takers.count > 0))
    } finally {
      this.#isSettling = false
    }
  }

  #settleAll(): void {
    this.#settle()
    for (const subscriber of this.#subscribers) subscriber.#settleAll()
  }

  /** Whether somebody waits for room here. */
  get #isWaitedFor(): boolean {
    return this.#putters.count > 0 || (this.#origin !== undefined && this.#origin.#putters.count > 0)
  }

  /** Lets those in who wait for room. */
  #admit(): void {
    for (let putter = this.#putters.first; putter && this.#hasRoom; putter = this.#putters.first) {
      putter.give('put')
      this.add(putter.want)
    }
  }
}
