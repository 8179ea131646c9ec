import {
  contentAt,
  headLength,
  positionBits,
  queues,
  queuesAt,
  readAt,
  room,
  roomRequestAt,
  sizeOf,
  sleepAt,
  wrap,
  writtenAt,
} from './ring-layout.ts'

/** Gets a message for a queue: `bytes[begin, end)`, which it copies at once. */
export type Receive = (queue: number, bytes: Buffer, begin: number, end: number) => void

/** The side of a ring in the process where its queues live. */
export class RingReader {
  readonly #words: Int32Array
  readonly #content: Int32Array
  readonly #bytes: Buffer
  #at = 0

  constructor(memory: ArrayBuffer) {
    this.#words = new Int32Array(memory, 0, queuesAt + queues)
    this.#content = new Int32Array(memory, contentAt, room / 4)
    this.#bytes = Buffer.from(memory, contentAt, room)
  }

  /** Messages for that queue may arrive here from now on. */
  open(queue: number): void {
    if (queue < queues) Atomics.store(this.#words, queuesAt + queue, 1)
  }

  /** After this no message for that queue arrives here, and all that had arrived were read. */
  stop(queue: number, receive: Receive): void {
    if (queue >= queues) return
    Atomics.store(this.#words, queuesAt + queue, 0)
    // A writer that has read that word before cannot publish what it is writing.
    Atomics.add(this.#words, writtenAt, room)
    this.read(receive)
  }

  get isEmpty(): boolean {
    return (Atomics.load(this.#words, writtenAt) & positionBits) === this.#at
  }

  /** All that was published, in order. Returns how many messages they were. */
  read(receive: Receive): number {
    let count = 0
    for (;;) {
      const end = Atomics.load(this.#words, writtenAt) & positionBits
      if (end === this.#at) return count
      while (this.#at !== end) {
        if (this.#content[this.#at / 4] === wrap) this.#at = 0
        const at = this.#at
        const length = this.#content[at / 4] ?? 0
        const queue = this.#content[at / 4 + 1] ?? 0
        this.#at = (at + sizeOf(length)) % room
        receive(queue, this.#bytes, at + headLength, at + headLength + length)
        count++
      }
      Atomics.store(this.#words, readAt, this.#at)
    }
  }

  /** Asleep, it is woken by the writer. The caller has to look for messages once more after falling asleep. */
  setSleep(isAsleep: boolean): void {
    Atomics.store(this.#words, sleepAt, isAsleep ? 1 : 0)
  }

  /** True if the writer waits for room. */
  takeRoomRequest(): boolean {
    const words = this.#words
    return Atomics.load(words, roomRequestAt) === 1 && Atomics.compareExchange(words, roomRequestAt, 1, 0) === 1
  }
}
