/** A moment that may be brought forward, and pauses that end when it is. */
export class Deadline {
  #at: number
  #wake: (() => void) | undefined

  /** @param duration Milliseconds from now. */
  constructor(duration: number) {
    this.#at = performance.now() + duration
  }

  isOver(): boolean {
    return performance.now() >= this.#at
  }

  shorten(duration: number): void {
    this.#at = Math.min(this.#at, performance.now() + duration)
    this.wake()
  }

  /** Ends the current pause. */
  wake(): void {
    this.#wake?.()
  }

  /** Waits so many milliseconds; less where the deadline comes first, or where it is woken. */
  async pause(duration: number): Promise<void> {
    const left = this.#at - performance.now()
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
