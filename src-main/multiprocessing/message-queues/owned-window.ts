import { copyBytes } from './copy-bytes.ts'
import { alarmAt, headAt, room, slotOf, slots, tailAt } from './window-layout.ts'
import { Window } from './window.ts'

/** Bytes; longer messages are given in another way. */
const longest = room / 4

/** A window as the queue's owner has it: the only one that appends. */
export class OwnedWindow extends Window {
  /** Where the next content goes. */
  #writeAt = 0

  /** Changes with every message that is taken. */
  get head(): number {
    return Atomics.load(this.words, headAt)
  }

  /** `content[begin, end)`. False if there is no room for it now, or never. */
  append(content: Uint8Array, begin: number, end: number): boolean {
    const length = end - begin
    const tail = Atomics.load(this.words, tailAt)
    const head = Atomics.load(this.words, headAt)
    const count = (tail - head) | 0
    if (count === slots || length > longest) return false
    const at = this.#placeOf(length, count === 0 ? undefined : (this.words[slotOf(head)] ?? 0))
    if (at === undefined) return false
    copyBytes(content, begin, end, this.bytes, at)
    this.words[slotOf(tail)] = at
    this.words[slotOf(tail) + 1] = length
    this.#writeAt = at + length
    Atomics.store(this.words, tailAt, (tail + 1) | 0)
    return true
  }

  /** All messages that nobody has taken, oldest first, which are the owner's alone from now on. */
  takeBack(): Buffer[] {
    const tail = Atomics.load(this.words, tailAt)
    for (;;) {
      const head = Atomics.load(this.words, headAt)
      const contents: Buffer[] = []
      for (let at = head; at !== tail; at = (at + 1) | 0) contents.push(this.read(at) ?? Buffer.alloc(0))
      if (Atomics.compareExchange(this.words, headAt, head, tail) === head) return contents
    }
  }

  /** Whoever takes a message so that fewer than this are left reports it, once. 0: nobody does. */
  setAlarm(count: number): void {
    Atomics.store(this.words, alarmAt, count)
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
