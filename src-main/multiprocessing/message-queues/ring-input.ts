import { RingReader } from './ring-reader.ts'

/** What messages of a ring arrive in. */
export interface MessageSink {
  /** `bytes[begin, end)`, of which it keeps a copy. */
  add(bytes: Uint8Array, begin: number, end: number): void
}

/** Where messages of one producer arrive, for the queues of this process: the reading end of its ring. */
export class RingInput {
  readonly #ring: RingReader
  readonly #queues: ReadonlyMap<number, MessageSink>
  readonly #onRoom: () => void
  #isWatching = false
  #hasEnded = false

  /**
   * @param queues by the numbers that the producer has for them
   * @param onRoom called if the producer waits for room, and there is some
   */
  constructor(memory: ArrayBuffer, queues: ReadonlyMap<number, MessageSink>, onRoom: () => void) {
    this.#ring = new RingReader(memory)
    this.#queues = queues
    this.#onRoom = onRoom
    this.#watch()
  }

  /** Messages for that queue may arrive here from now on. */
  open(number: number): void {
    this.#ring.open(number)
  }

  /** No more messages for that queue arrive here; those that had arrived are in it. */
  stop(stopped: MessageSink): void {
    for (const [number, queue] of this.#queues) if (queue === stopped) this.#ring.stop(number, this.#deliver)
  }

  /** Delivers every message that was put to its queue. Returns how many they were. */
  drain(): number {
    if (this.#ring.isEmpty) return 0
    const count = this.#ring.read(this.#deliver)
    if (this.#ring.takeRoomRequest()) this.#onRoom()
    return count
  }

  /** The producer says that there is a message. */
  wake(): void {
    this.#watch()
  }

  /** The producer is gone. */
  end(): void {
    this.#hasEnded = true
    this.drain()
  }

  readonly #deliver = (number: number, bytes: Buffer, begin: number, end: number): void => {
    this.#queues.get(number)?.add(bytes, begin, end)
  }

  /** Reads in every turn of the event loop while messages arrive, without being woken for them; then sleeps. */
  #watch(): void {
    if (this.#isWatching || this.#hasEnded) return
    this.#isWatching = true
    this.#ring.setSleep(false)
    const look = (): void => {
      if (this.drain() > 0) {
        setImmediate(look)
        return
      }
      this.#isWatching = false
      this.#ring.setSleep(true)
      // The producer may have put a message before it could see that.
      if (this.drain() > 0) this.#watch()
    }
    look()
  }
}
