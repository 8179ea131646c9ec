import { encodeInto, quickLength } from './content.ts'
import { copyBytes } from './copy-bytes.ts'
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

/** Bytes; longer messages go another way. */
const longest = room / 4

/** `full`: there is no room now, and the reader says when there is. `other`: it has to go another way. */
export type Written = 'written' | 'full' | 'other'

/** Milliseconds, and how many of them, that a writer stands still for its reader to make room. */
const pauseTime = 0.2
const mostPauses = 20

const never = new Int32Array(new SharedArrayBuffer(4))

/** The producer's side of a ring. */
export class RingWriter {
  readonly #words: Int32Array
  readonly #content: Int32Array
  readonly #bytes: Buffer
  /** Behind what is published, and where the next message goes. */
  #at = 0
  #next = 0
  #written = 0

  constructor(memory: ArrayBuffer) {
    this.#words = new Int32Array(memory, 0, queuesAt + queues)
    this.#content = new Int32Array(memory, contentAt, room / 4)
    this.#bytes = Buffer.from(memory, contentAt, room)
  }

  write(queue: number, content: Uint8Array): Written {
    const { length } = content
    const begun = this.#begin(queue, length)
    if (begun !== 'written') return begun
    copyBytes(content, 0, length, this.#bytes, this.#next + headLength)
    return this.#publish(queue, length) ? 'written' : this.write(queue, content)
  }

  /** Encodes the item in its place. `other` also if it cannot be. */
  writeItem(queue: number, item: unknown): Written {
    const most = quickLength(item)
    if (most === 0) return 'other'
    const begun = this.#begin(queue, most)
    if (begun !== 'written') return begun
    const length = encodeInto(this.#bytes, this.#next + headLength, item)
    if (length === 0) return 'other'
    return this.#publish(queue, length) ? 'written' : this.writeItem(queue, item)
  }

  /** True if the reader has to be woken. */
  takeSleep(): boolean {
    return Atomics.load(this.#words, sleepAt) === 1 && Atomics.compareExchange(this.#words, sleepAt, 1, 0) === 1
  }

  /** Sets `next` to a place where so many bytes fit. */
  #begin(queue: number, length: number): Written {
    this.#written = Atomics.load(this.#words, writtenAt)
    if (length > longest || queue >= queues || Atomics.load(this.#words, queuesAt + queue) === 0) return 'other'
    const size = sizeOf(length)
    if (!this.#fits(this.#at, size)) this.#waitForRoom(size)
    if (!this.#fits(this.#at, size)) {
      // Tried once more: the reader may have made room before it could see the request.
      Atomics.store(this.#words, roomRequestAt, 1)
      if (!this.#fits(this.#at, size)) return 'full'
      Atomics.store(this.#words, roomRequestAt, 0)
    }
    this.#next = this.#at
    if (room - this.#at < size) {
      this.#content[this.#at / 4] = wrap
      this.#next = 0
    }
    return 'written'
  }

  /**
   * For a moment, in which this thread does nothing else: a program that puts without ever waiting would have every message
   * wait in a promise of its own, which takes four times as long.
   */
  #waitForRoom(size: number): void {
    for (let pause = 0; pause < mostPauses && !this.#fits(this.#at, size); pause++) Atomics.wait(never, 0, 0, pauseTime)
  }

  /** False if some queue was stopped since `begin`: it may have been this one. */
  #publish(queue: number, length: number): boolean {
    this.#content[this.#next / 4] = length
    this.#content[this.#next / 4 + 1] = queue
    const end = (this.#next + sizeOf(length)) % room
    const written = this.#written
    const published = (written & ~positionBits) | end
    if (Atomics.compareExchange(this.#words, writtenAt, written, published) !== written) return false
    this.#at = end
    return true
  }

  /** One place is always left free: a full ring would look empty. */
  #fits(at: number, size: number): boolean {
    const read = Atomics.load(this.#words, readAt)
    if (read > at) return read - at > size
    return room - at > size || (room - at === size && read > 0) || read > size
  }
}
