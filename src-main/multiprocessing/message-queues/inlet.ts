import type { Broker } from './broker.ts'
import { RingReader } from './ring.ts'

/** Where messages of one producer come in, to the queues of this process: the reading end of its ring. */
export class Inlet {
  readonly #ring: RingReader
  readonly #queues: ReadonlyMap<number, Broker>
  readonly #onRoom: () => void
  #isWatching = false
  #isEnded = false

  /**
   * @param queues by the numbers that the producer has for them
   * @param onRoom called where the producer waits for room, and there is some
   */
  constructor(memory: ArrayBuffer, queues: ReadonlyMap<number, Broker>, onRoom: () => void) {
    this.#ring = new RingReader(memory)
    this.#queues = queues
    this.#onRoom = onRoom
    this.#watch()
  }

  open(queue: number): void {
    this.#ring.open(queue)
  }

  /** Nothing more comes for that queue by this way; what has come is in it. */
  stop(broker: Broker): void {
    for (const [number, queue] of this.#queues) if (queue === broker) this.#ring.stop(number, this.#deliver)
  }

  /** Has every message that was put arrive in its queue. Returns how many did. */
  drain(): number {
    if (this.#ring.isEmpty) return 0
    const count = this.#ring.read(this.#deliver)
    if (this.#ring.takeWish()) this.#onRoom()
    return count
  }

  /** The producer says that there is something. */
  wake(): void {
    this.#watch()
  }

  /** The producer is gone. */
  end(): void {
    this.#isEnded = true
    this.drain()
  }

  readonly #deliver = (queue: number, bytes: Buffer, begin: number, end: number): void => {
    this.#queues.get(queue)?.add(bytes, begin, end)
  }

  /** Looks at every turn while something comes, without being woken for it; then sleeps. */
  #watch(): void {
    if (this.#isWatching || this.#isEnded) return
    this.#isWatching = true
    this.#ring.setSleep(false)
    const look = (): void => {
      if (this.drain() > 0) {
        setImmediate(look)
        return
      }
      this.#isWatching = false
      this.#ring.setSleep(true)
      // What came before the producer could see that.
      if (this.drain() > 0) this.#watch()
    }
    look()
  }
}
