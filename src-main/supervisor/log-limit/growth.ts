/** Milliseconds between two looks at a log. */
const pauses = { shortest: 2, longest: 250 }

/**
 * Bytes a millisecond that a log may begin to grow by right after a look: `yes` into the page cache was measured at 2 to
 * 4 GB/s. And how much of it above the limit such a start may take until the next look, which may come late.
 */
const worst = { rate: 4_000_000, excess: 8 * 2 ** 20 }

/** Bytes a millisecond above which it is a flood, which is held at once. */
const floodRate = 50_000

/** Milliseconds for which a log that was flooded counts as being flooded at that rate, however quiet: its tree was frozen. */
const floodMemory = 1_000

/** How fast a log grows, by the looks at its length. */
export class Growth {
  #length: number
  #lookedAt: number
  /** Bytes a millisecond between the latest two looks. */
  #rate = 0
  /** The fastest flood of late, in bytes a millisecond, and until when it counts. */
  #flood = { rate: 0, until: 0 }

  /** @param now by `monotonic()`, as everywhere here */
  constructor(length: number, now: number) {
    this.#length = length
    this.#lookedAt = now
  }

  /** The log had this length at this time. */
  look(length: number, now: number): void {
    this.#rate = Math.max(0, length - this.#length) / Math.max(now - this.#lookedAt, 0.1)
    this.#length = length
    this.#lookedAt = now
    if (now > this.#flood.until) this.#flood = { rate: 0, until: 0 }
    if (this.isFlood) this.#flood = { rate: Math.max(this.#rate, this.#flood.rate), until: now + floodMemory }
  }

  /** Between the latest two looks it grew too fast to be asked to end. */
  get isFlood(): boolean {
    return this.#rate > floodRate
  }

  /**
   * Milliseconds until the next look: the shorter, the sooner `room` more bytes may be there, at its rate or as if a flood
   * began now.
   */
  pauseFor(room: number): number {
    const rate = Math.max(this.#rate, this.#flood.rate)
    const sudden = (room + worst.excess) / worst.rate
    const steady = rate === 0 ? Infinity : room / (2 * rate)
    return Math.min(pauses.longest, Math.max(pauses.shortest, Math.min(sudden, steady)))
  }
}
