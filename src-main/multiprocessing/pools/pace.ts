/** Milliseconds of work that are handed to a worker ahead of its results. */
const ahead = 4
/** Tasks that are. */
const most = 256
/** How much of the slowest is forgotten with each task. */
const memory = 0.95

/**
 * How long the tasks of one function take, by its slowest of late. A worker gets several at a time if they are short:
 * otherwise it would wait for the next one longer than it works. A task that turns out long has kept at most `most` others
 * waiting behind it.
 */
export class Pace {
  #slowest: number | undefined

  /** @param time milliseconds */
  note(time: number): void {
    this.#slowest = Math.max(time, (this.#slowest ?? 0) * memory)
  }

  /** Whether one more fits behind `count` tasks that are expected to take `expected` milliseconds together. */
  fits(count: number, expected: number): boolean {
    return count === 0 || (this.#slowest !== undefined && count < most && expected + this.#slowest <= ahead)
  }

  get expected(): number {
    return this.#slowest ?? Infinity
  }
}
