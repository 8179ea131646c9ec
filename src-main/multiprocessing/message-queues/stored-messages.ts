import { copyBytes } from './copy-bytes.ts'

/** Bytes of a slab: of the first one, and at most. A longer message has one of its own. */
const firstSlab = 512
const largestSlab = 65_536

interface Slab {
  bytes: Buffer
  /** Where its oldest message begins, and where its latest one ends. */
  begin: number
  end: number
}

/**
 * Messages that wait, as bytes in slabs, each behind its length: 100,000 small ones as objects of their own took nine times
 * as much memory as what they say.
 */
export class StoredMessages {
  /** What came back goes first. The oldest is the last one. */
  readonly #front: Uint8Array[] = []
  #slabs: Slab[] = []
  /** Index of the slab that the oldest message is in. */
  #first = 0
  #inSlabs = 0

  get count(): number {
    return this.#front.length + this.#inSlabs
  }

  /** Keeps a copy. */
  append(bytes: Uint8Array, begin: number, end: number): void {
    const length = end - begin
    const prefix = prefixLength(length)
    let slab = this.#slabs.at(-1)
    if (!slab || slab.bytes.length - slab.end < prefix + length) {
      const size = Math.max(
        prefix + length,
        Math.min(largestSlab, slab ? Math.max(slab.bytes.length * 2, firstSlab) : firstSlab),
      )
      // Of its own, not cut from Node's pool: nothing else keeps it, and it keeps nothing else.
      slab = { bytes: Buffer.allocUnsafeSlow(size), begin: 0, end: 0 }
      // The oldest message is always in the first one.
      if (this.#inSlabs === 0) {
        this.#slabs = []
        this.#first = 0
      }
      this.#slabs.push(slab)
    }
    slab.end = writePrefix(slab.bytes, slab.end, length)
    copyBytes(bytes, begin, end, slab.bytes, slab.end)
    slab.end += length
    this.#inSlabs++
  }

  putBack(content: Uint8Array): void {
    this.#front.push(content)
  }

  /** Removes the oldest one, `bytes[begin, end)`, if `move` has taken a copy of it. False if it has not, or there is none. */
  moveOldest(move: (bytes: Uint8Array, begin: number, end: number) => boolean): boolean {
    const front = this.#front.at(-1)
    if (front) {
      if (!move(front, 0, front.length)) return false
      this.#front.pop()
      return true
    }
    const slab = this.#slabs[this.#first]
    if (!slab || this.#inSlabs === 0) return false
    const { bytes } = slab
    let begin = slab.begin
    let length = 0
    for (let byte = 128, factor = 1; byte >= 128; factor *= 128) {
      byte = bytes[begin++] ?? 0
      length += (byte % 128) * factor
    }
    if (!move(bytes, begin, begin + length)) return false
    this.#inSlabs--
    slab.begin = begin + length
    if (slab.begin === slab.end) this.#leave(slab)
    return true
  }

  /** Of a slab that is used up: the only one is used again, others are given back, the list's own places in steps. */
  #leave(slab: Slab): void {
    const isLatest = this.#first === this.#slabs.length - 1
    if (isLatest && slab.bytes.length <= largestSlab) {
      slab.begin = slab.end = 0
      this.#slabs = [slab]
      this.#first = 0
      return
    }
    this.#slabs[this.#first] = { bytes: Buffer.alloc(0), begin: 0, end: 0 }
    if (++this.#first * 2 <= this.#slabs.length) return
    this.#slabs = this.#slabs.slice(this.#first)
    this.#first = 0
  }
}

/** Seven bits of the length a byte, the lowest first; the highest bit says that more follow. */
function prefixLength(length: number): number {
  let bytes = 1
  for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) bytes++
  return bytes
}

function writePrefix(bytes: Buffer, at: number, length: number): number {
  let rest = length
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128
  bytes[at++] = rest
  return at
}
