import { decodeFrom, isQuick } from './content.ts'
import { copyBytes } from './copy-bytes.ts'
import { nothing } from './end.ts'

/*
 * The oldest messages of a queue, in memory that its owner and all of its consumers share. Only the owner appends. Whoever
 * takes the oldest one reads it first and then moves the head on by one compare-and-exchange: a message is either taken as
 * a whole or not at all, nobody has to be asked, and a process that dies or never answers holds nothing. What is read is
 * good if the exchange succeeds, for the place of a message is written to again only when the head has passed it.
 */

/** Words before the slots: the number of the oldest message, that of the next one to come, and the alarm. */
const headAt = 0
const tailAt = 1
const alarmAt = 2
const words = 16

/** Messages; a power of two. */
const slots = 4_096
/** Bytes of all contents. */
const room = 98_304
/** Longer ones are given in another way. */
const longest = room / 4

const slotsAt = words
const contentAt = (words + slots * 2) * 4

export class Window {
  static readonly bytes = contentAt + room
  readonly #words: Int32Array
  readonly #bytes: Buffer
  /** Where the next content goes; of the owner alone. */
  #writeAt = 0

  constructor(memory: ArrayBuffer) {
    this.#words = new Int32Array(memory, 0, words + slots * 2)
    this.#bytes = Buffer.from(memory, contentAt, room)
  }

  /** Messages that nobody has taken. */
  get count(): number {
    const head = Atomics.load(this.#words, headAt)
    return (Atomics.load(this.#words, tailAt) - head) | 0
  }

  /** Changes with every message that is taken. */
  get head(): number {
    return Atomics.load(this.#words, headAt)
  }

  /** The oldest message, which is the caller's from now on; undefined where there is none. */
  claim(): Buffer | undefined {
    for (;;) {
      const head = Atomics.load(this.#words, headAt)
      if (head === Atomics.load(this.#words, tailAt)) return undefined
      const content = this.#read(head)
      if (content && Atomics.compareExchange(this.#words, headAt, head, (head + 1) | 0) === head) return content
    }
  }

  /** The same, decoded; `nothing` where there is none. */
  claimItem(): unknown {
    for (;;) {
      const head = Atomics.load(this.#words, headAt)
      if (head === Atomics.load(this.#words, tailAt)) return nothing
      const at = this.#words[slotOf(head)] ?? 0
      const end = at + (this.#words[slotOf(head) + 1] ?? 0)
      if (at < 0 || end <= at || end > room) continue
      const item = isQuick(this.#bytes[at])
        ? decodeQuickly(this.#bytes, at, end)
        : Buffer.from(this.#bytes.subarray(at, end))
      if (Atomics.compareExchange(this.#words, headAt, head, (head + 1) | 0) !== head) continue
      return item instanceof Buffer ? decodeFrom(item, 0, item.length) : item
    }
  }

  /** All that nobody has taken, oldest first, which is the owner's alone from now on. */
  takeBack(): Buffer[] {
    const tail = Atomics.load(this.#words, tailAt)
    for (;;) {
      const head = Atomics.load(this.#words, headAt)
      const contents: Buffer[] = []
      for (let at = head; at !== tail; at = (at + 1) | 0) contents.push(this.#read(at) ?? Buffer.alloc(0))
      if (Atomics.compareExchange(this.#words, headAt, head, tail) === head) return contents
    }
  }

  /** By the owner. False where there is no room for it now, or never. */
  append(content: Uint8Array, begin: number, end: number): boolean {
    const length = end - begin
    const tail = Atomics.load(this.#words, tailAt)
    const head = Atomics.load(this.#words, headAt)
    const count = (tail - head) | 0
    if (count === slots || length > longest) return false
    const at = this.#placeOf(length, count === 0 ? undefined : (this.#words[slotOf(head)] ?? 0))
    if (at === undefined) return false
    copyBytes(content, begin, end, this.#bytes, at)
    this.#words[slotOf(tail)] = at
    this.#words[slotOf(tail) + 1] = length
    this.#writeAt = at + length
    Atomics.store(this.#words, tailAt, (tail + 1) | 0)
    return true
  }

  /**
   * By the owner: whoever takes a message so that fewer than this are left tells it, once. 0: nobody does.
   */
  setAlarm(count: number): void {
    Atomics.store(this.#words, alarmAt, count)
  }

  /** After a message was taken. True where its taker has to tell the owner. */
  takeAlarm(): boolean {
    const alarm = Atomics.load(this.#words, alarmAt)
    if (alarm === 0 || this.count >= alarm) return false
    return Atomics.compareExchange(this.#words, alarmAt, alarm, 0) === alarm
  }

  /** A copy, or nothing where others have changed it meanwhile so that it is none. */
  #read(head: number): Buffer | undefined {
    const slot = slotOf(head)
    const at = this.#words[slot] ?? 0
    const length = this.#words[slot + 1] ?? 0
    if (at < 0 || length < 0 || at + length > room) return undefined
    const content = Buffer.allocUnsafe(length)
    copyBytes(this.#bytes, at, at + length, content, 0)
    return content
  }

  /** Where so many bytes are free in one piece. `oldest`: where the oldest content begins. */
  #placeOf(length: number, oldest: number | undefined): number | undefined {
    const at = this.#writeAt
    // As little memory as possible is touched.
    if (oldest === undefined) return 0
    if (at > oldest) {
      if (room - at >= length) return at
      return length < oldest ? 0 : undefined
    }
    return length < oldest - at ? at : undefined
  }
}

/** Others may be writing there at this moment: then a number ends where there is none any more. */
function decodeQuickly(bytes: Buffer, begin: number, end: number): unknown {
  try {
    return decodeFrom(bytes, begin, end)
  } catch {
    return undefined
  }
}

function slotOf(number: number): number {
  return slotsAt + (number & (slots - 1)) * 2
}
