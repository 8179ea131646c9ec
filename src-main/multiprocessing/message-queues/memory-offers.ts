import { type SharedMemory, openMemories } from '../../platform/shared-memory.ts'
import { raise } from '../../platform/uncaught.ts'
import type { FrameWriter } from '../worker/frames.ts'
import { Broker } from './broker.ts'
import { encodePlace, queueFrames } from './queue-frames.ts'
import { RingInput } from './ring-input.ts'
import { ringBytes } from './ring-layout.ts'
import type { SharedQueue } from './shared-queue.ts'

/** Questions about a queue after which its asker gets memory in common: opening that takes it as long as 100 questions. */
const manyQuestions = 16

/** Offers one other process memory in common: a ring for what it puts, and a window of each queue that it takes from. */
export class MemoryOffers {
  readonly #writer: FrameWriter
  /** Its queues that live here, by number. */
  readonly #brokers = new Map<number, Broker>()
  #ring: SharedMemory | undefined
  #input: RingInput | undefined
  /** Whether it can open memory in common. */
  #canOpen: 'unknown' | 'yes' | 'no' = 'unknown'
  #isGone = false

  constructor(writer: FrameWriter) {
    this.#writer = writer
  }

  /** Its messages for this queue come by the ring, as soon as there is one. */
  add(number: number, broker: Broker): void {
    this.#brokers.set(number, broker)
    if (this.#input) connect(this.#input, number, broker)
  }

  /** Delivers every message that it has put into the ring. */
  drain(): void {
    this.#input?.drain()
  }

  /** It says that there is a message in the ring. */
  wake(): void {
    this.#input?.wake()
  }

  /** It has taken a message from the window of the queue with this number, whose alarm was set for that. */
  noteClaim(number: number): void {
    this.#brokers.get(number)?.noteClaim()
  }

  /** To be called with each question that takes. @param isIdle whether the consumer has nothing else to do meanwhile */
  offerWindow(shared: SharedQueue, broker: Broker, isIdle: boolean): void {
    shared.questions++
    if (shared.isWindowOffered || this.#canOpen === 'no') return
    if (!isIdle && this.#canOpen === 'unknown' && shared.questions < manyQuestions) return
    shared.isWindowOffered = true
    openMemories()
      .then((memories) => {
        const place = memories && !this.#isGone && broker.openWindow(memories.create)
        if (place) this.#writer.send(queueFrames.memory, shared.number, encodePlace(place))
      })
      .catch(raise)
  }

  /** To be called with each question that puts. */
  offerRing(shared: SharedQueue): void {
    shared.questions++
    if (shared.questions >= manyQuestions && shared.queue instanceof Broker) this.#makeRing()
  }

  /** It has answered the offer of this number. */
  noteOpened(number: number, isOpen: boolean): void {
    this.#canOpen = isOpen ? 'yes' : 'no'
    if (!isOpen || this.#isGone) return
    // The first memory was the expensive one: another costs nothing.
    if (number > 0) this.#makeRing()
    else if (this.#ring) {
      this.#input = new RingInput(this.#ring.buffer, this.#brokers, () => {
        this.#writer.send(queueFrames.room, 0)
      })
      for (const [queueNumber, broker] of this.#brokers) connect(this.#input, queueNumber, broker)
    }
  }

  /** The process is gone. */
  end(): void {
    this.#isGone = true
    this.#input?.end()
    if (this.#input) for (const broker of this.#brokers.values()) broker.inputs.delete(this.#input)
  }

  #makeRing(): void {
    if (this.#ring || this.#canOpen === 'no') return
    openMemories()
      .then((memories) => {
        if (this.#ring || this.#isGone) return
        this.#ring = memories?.create(ringBytes)
        if (this.#ring) this.#writer.send(queueFrames.memory, 0, encodePlace(this.#ring.place))
        else this.#canOpen = 'no'
      })
      .catch(raise)
  }
}

/** From now on its messages arrive by the ring without a question, unless they may have to wait for room. */
function connect(input: RingInput, number: number, broker: Broker): void {
  broker.inputs.add(input)
  if (broker.isUnlimited) input.open(number)
}
