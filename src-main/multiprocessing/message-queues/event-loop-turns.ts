/** Calls in a row that had nothing to wait for, after which the event loop has a turn: timers and signals are due too. */
const mostInARow = 256

/** Gives the event loop its turns in a program whose puts and takes never have to wait. */
export class EventLoopTurns {
  #inARow = 0

  /** Whether the next call without waiting is to be followed by a turn. */
  get isDue(): boolean {
    return this.#inARow + 1 >= mostInARow
  }

  /** To be called after a call that had nothing to wait for, if no turn is due. */
  noteCall(): void {
    this.#inARow++
  }

  /** To be called after a call that had nothing to wait for: a turn of the event loop if one is due. */
  afterCall(): Promise<void> | undefined {
    if (++this.#inARow < mostInARow) return undefined
    this.#inARow = 0
    return new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}
