import { decodeFrom, isQuick } from './content.ts'
import { copyBytes } from './copy-bytes.ts'
import { nothing } from './queue-endpoint.ts'
import { alarmAt, contentAt, headAt, room, slotOf, tailAt, words } from './window-layout.ts'

/** The oldest messages of a queue, as a process has them that takes some. */
export class Window {
  protected readonly words: Int32Array
  protected readonly bytes: Buffer

  constructor(memory: ArrayBuffer) {
    this.words = new Int32Array(memory, 0, words)
    this.bytes = Buffer.from(memory, contentAt, room)
  }

  /** Messages that nobody has taken. */
  get count(): number {
    const head = Atomics.load(this.words, headAt)
    return (Atomics.load(this.words, tailAt) - head) | 0
  }

  /** The oldest message, which is the caller's from now on; undefined if there is none. */
  claim(): Buffer | undefined {
    for (;;) {
      const head = Atomics.load(this.words, headAt)
      if (head === Atomics.load(this.words, tailAt)) return undefined
      const content = this.read(head)
      if (content && Atomics.compareExchange(this.words, headAt, head, (head + 1) | 0) === head) return content
    }
  }

  /** The same, decoded; `nothing` if there is none. */
  claimItem(): unknown {
    for (;;) {
      const head = Atomics.load(this.words, headAt)
      if (head === Atomics.load(this.words, tailAt)) return nothing
      const at = this.words[slotOf(head)] ?? 0
      const end = at + (this.words[slotOf(head) + 1] ?? 0)
      if (at < 0 || end <= at || end > room) continue
      const item = isQuick(this.bytes[at])
        ? decodeQuickly(this.bytes, at, end)
        : Buffer.from(this.bytes.subarray(at, end))
      if (Atomics.compareExchange(this.words, headAt, head, (head + 1) | 0) !== head) continue
      return item instanceof Buffer ? decodeFrom(item, 0, item.length) : item
    }
  }

  /** To be called after taking a message. True if its taker has to report that to the owner. */
  takeAlarm(): boolean {
    const alarm = Atomics.load(this.words, alarmAt)
    if (alarm === 0 || this.count >= alarm) return false
    return Atomics.compareExchange(this.words, alarmAt, alarm, 0) === alarm
  }

  /** A copy; undefined if others have changed the slot meanwhile so that it describes no content. */
  protected read(number: number): Buffer | undefined {
    const slot = slotOf(number)
    const at = this.words[slot] ?? 0
    const length = this.words[slot + 1] ?? 0
    if (at < 0 || length < 0 || at + length > room) return undefined
    const content = Buffer.allocUnsafe(length)
    copyBytes(this.bytes, at, at + length, content, 0)
    return content
  }
}

/** Others may be writing there at this moment: a number may then end beyond the memory. */
function decodeQuickly(bytes: Buffer, begin: number, end: number): unknown {
  try {
    return decodeFrom(bytes, begin, end)
  } catch {
    return undefined
  }
}
