import { encodeInto, quickLength } from './content.ts'
import { copyBytes } from './copy-bytes.ts'

/*
 * Messages on their way from one producer to the process where their queues live, in memory that both share. What the
 * producer has published is in its queue for whoever asks, since the reader empties the ring before it answers anybody;
 * what it was still writing when it died was never there.
 */

/** Words before the messages: what was read, what was written, and who waits for whom. */
const readAt = 0
const writtenAt = 1
const sleepAt = 2
const wantedAt = 3
const queuesAt = 16
/** Queues that can be put to by this way. */
const queues = 256

/** Bytes of all messages; a power of two. */
const room = 131_072
/** Longer ones go another way. */
const longest = room / 4
/** Before each content: its length, and its queue's number. */
const head = 8
/** A length that says: go on at the beginning. */
const wrap = -1
/** The word `written` has the position in its lower bits; the rest changes with every stop. */
const position = room - 1

const contentAt = (queuesAt + queues) * 4

export const ringBytes = contentAt + room

/** `other`: it has to go another way, `full`: there is no room now, and the reader says when there is. */
export type Written = 'written' | 'full' | 'other'

/** Milliseconds, and how many of them, that a writer stands still for its reader to make room. */
const pauseTime = 0.2
const mostPauses = 20

const never = new Int32Array(new SharedArrayBuffer(4))

/** A message for a queue: `bytes[begin, end)`, which are to be copied at once. */
export type Take = (queue: number, bytes: Buffer, begin: number, end: number) => void

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
    copyBytes(content, 0, length, this.#bytes, this.#next + head)
    return this.#publish(queue, length) ? 'written' : this.write(queue, content)
  }

  /** Encodes it in its place. `other` also where it cannot be. */
  writeItem(queue: number, item: unknown): Written {
    const most = quickLength(item)
    if (most === 0) return 'other'
    const begun = this.#begin(queue, most)
    if (begun !== 'written') return begun
    const length = encodeInto(this.#bytes, this.#next + head, item)
    if (length === 0) return 'other'
    return this.#publish(queue, length) ? 'written' : this.writeItem(queue, item)
  }

  /** True where the reader has to be woken. */
  takeSleep(): boolean {
    return Atomics.load(this.#words, sleepAt) === 1 && Atomics.compareExchange(this.#words, sleepAt, 1, 0) === 1
  }

  /** Has `next` be where so many bytes fit. */
  #begin(queue: number, length: number): Written {
    this.#written = Atomics.load(this.#words, writtenAt)
    if (length > longest || queue >= queues || Atomics.load(this.#words, queuesAt + queue) === 0) return 'other'
    const size = sizeOf(length)
    if (!this.#fits(this.#at, size)) this.#waitForRoom(size)
    if (!this.#fits(this.#at, size)) {
      // Looked at once more: the reader may have made room before it could see the wish.
      Atomics.store(this.#words, wantedAt, 1)
      if (!this.#fits(this.#at, size)) return 'full'
      Atomics.store(this.#words, wantedAt, 0)
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

  /** False where some queue was stopped since `begin`: it may have been this one. */
  #publish(queue: number, length: number): boolean {
    this.#content[this.#next / 4] = length
    this.#content[this.#next / 4 + 1] = queue
    const end = (this.#next + sizeOf(length)) % room
    const written = this.#written
    if (Atomics.compareExchange(this.#words, writtenAt, written, (written & ~position) | end) !== written) return false
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

  /** Messages for that queue may come this way. */
  open(queue: number): void {
    if (queue < queues) Atomics.store(this.#words, queuesAt + queue, 1)
  }

  /** None comes any more when this has returned, and all that came were read. */
  stop(queue: number, take: Take): void {
    if (queue >= queues) return
    Atomics.store(this.#words, queuesAt + queue, 0)
    // Whoever has looked at that before cannot publish what it is writing.
    Atomics.add(this.#words, writtenAt, room)
    this.read(take)
  }

  get isEmpty(): boolean {
    return (Atomics.load(this.#words, writtenAt) & position) === this.#at
  }

  /** All that was published, in order. Returns how many. */
  read(take: Take): number {
    let count = 0
    for (;;) {
      const end = Atomics.load(this.#words, writtenAt) & position
      if (end === this.#at) return count
      while (this.#at !== end) {
        if (this.#content[this.#at / 4] === wrap) this.#at = 0
        const at = this.#at
        const length = this.#content[at / 4] ?? 0
        const queue = this.#content[at / 4 + 1] ?? 0
        this.#at = (at + sizeOf(length)) % room
        take(queue, this.#bytes, at + head, at + head + length)
        count++
      }
      Atomics.store(this.#words, readAt, this.#at)
    }
  }

  /** From now on the writer wakes whoever reads. To be followed by another look. */
  setSleep(isAsleep: boolean): void {
    Atomics.store(this.#words, sleepAt, isAsleep ? 1 : 0)
  }

  /** True where the writer waits for room. */
  takeWish(): boolean {
    return Atomics.load(this.#words, wantedAt) === 1 && Atomics.compareExchange(this.#words, wantedAt, 1, 0) === 1
  }
}

function sizeOf(length: number): number {
  return head + ((length + 3) & ~3)
}
