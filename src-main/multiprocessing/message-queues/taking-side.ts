import type { MemoryPlace, SharedMemory } from '../../platform/shared-memory.ts'
import { Leases } from './leases.ts'
import type { LeaseEnd, QueueUser, TakenMessage, TakeAnswer, WaitLimit } from './queue-endpoint.ts'
import { Waiters } from './waiters.ts'
import { WaitingMessages } from './waiting-messages.ts'

/** Milliseconds until the next taker is woken for a message that the taker woken first has not taken. */
const slowTaker = 5

/** A taker that `hasWindow` is only told that a message is `there`: it takes it from the window. */
export interface TakeRequest {
  isLeased: boolean
  hasWindow: boolean
}

export type TakeResult = TakeAnswer | 'there'

/** The side of a queue that messages leave by: those that wait, those that are leased, and who waits for one. */
export class TakingSide {
  readonly #messages = new WaitingMessages()
  readonly #leases = new Leases()
  readonly #takers = new Waiters<TakeResult, TakeRequest>()
  readonly #onServed: () => void
  #wakeTimer: NodeJS.Timeout | undefined

  /** @param onServed called after takers were served outside of any call */
  constructor(onServed: () => void) {
    this.#onServed = onServed
  }

  /** Messages that wait. */
  get count(): number {
    return this.#messages.count
  }

  /** Messages that are leased: they may come back. */
  get leased(): number {
    return this.#leases.count
  }

  /** Who waits for a message, in order. */
  get takers(): (QueueUser | undefined)[] {
    return this.#takers.users
  }

  get isWaitedFor(): boolean {
    return this.#takers.count > 0
  }

  /** Keeps a copy. */
  append(bytes: Uint8Array, begin: number, end: number): void {
    this.#messages.append(bytes, begin, end)
  }

  /** The oldest message, or that it is `there`, if one waits. */
  take({ isLeased, hasWindow }: TakeRequest): TakenMessage | 'there' | undefined {
    if (hasWindow && this.#messages.isInWindow) return 'there'
    const content = this.#messages.takeFirst()
    if (!content) return undefined
    // A message for another process is leased until that has it.
    return { content, lease: isLeased ? this.#leases.begin(content) : 0 }
  }

  wait(request: TakeRequest, limit: WaitLimit): Promise<TakeResult> {
    return this.#takers.wait(request, limit, 'empty')
  }

  /** Gives the messages that wait to those who wait for them. */
  serve(): void {
    let left = this.#messages.count
    for (let taker = this.#takers.first; taker && left > 0; taker = this.#takers.first) {
      const taken = this.take(taker.request)
      if (!taken) break
      taker.give(taken)
      left--
      if (taken === 'there' && this.#takers.count > 0) this.#wakeNextSoon()
    }
  }

  /** Tells all who wait that no message will come. */
  refuseTakers(): void {
    this.#takers.giveAll('closed')
  }

  /** False if the lease had ended. */
  endLease(lease: number, how: LeaseEnd): boolean {
    const content = this.#leases.end(lease)
    if (!content) return false
    if (how === 'released') this.#messages.putBack(content)
    return true
  }

  /** Drops the messages that wait. Returns how many they were. */
  clear(): number {
    let count = 0
    while (this.#messages.takeFirst()) count++
    return count
  }

  /** Where other processes find the window, which exists from now on. Undefined if there is no memory for it. */
  openWindow(create: (bytes: number) => SharedMemory | undefined): MemoryPlace | undefined {
    return this.#messages.openWindow(create)
  }

  /** As `WaitingMessages.watch`. */
  watch(ofEach: boolean, ofLast: boolean): boolean {
    return this.#messages.watch(ofEach, ofLast)
  }

  /** The taker that was woken first may be busy, or dead: it holds nothing back. */
  #wakeNextSoon(): void {
    this.#wakeTimer ??= setTimeout(() => {
      this.#wakeTimer = undefined
      this.serve()
      this.#onServed()
    }, slowTaker).unref()
  }
}
