/** A moment that may be brought forward, and pauses that end when it is. */
export class Deadline {
  #duration: number
  /** Undefined before it has begun. */
  #at: number | undefined
  #wake: (() => void) | undefined

  /** @param duration Milliseconds from `begin` on. */
  constructor(duration: number) {
    this.#duration = duration
  }

  /** The time runs from now on. */
  begin(): void {
    this.#at = performance.now() + this.#duration
  }

  isOver(): boolean {
    return this.#at !== undefined && performance.now() >= this.#at
  }

  /** To so many milliseconds from now; before it has begun, from then. */
  shorten(duration: number): void {
    if (this.#at === undefined) this.#duration = Math.min(this.#duration, duration)
    else this.#at = Math.min(this.#at, performance.now() + duration)
    this.wake()
  }

  /** Ends the current pause. */
  wake(): void {
    this.#wake?.()
  }

  /** Waits so many milliseconds; less where the deadline comes first, or if it is woken. */
  async pause(duration: number): Promise<void> {
    const left = (this.#at ?? Infinity) - performance.now()
    const time = left > 0 ? Math.min(duration, left) : duration
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }
}
