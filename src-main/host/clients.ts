/** Milliseconds without any client after which the last one counts as gone: a reload takes less. */
const reloadTime = 3_000

/** How many clients are connected, followed over time. */
export class Clients {
  #count = 0
  #hasSeenOne = false
  #onChanged: (() => void) | undefined

  get hasSeenOne(): boolean {
    return this.#hasSeenOne
  }

  set(count: number): void {
    this.#count = count
    this.#hasSeenOne ||= count > 0
    this.#onChanged?.()
  }

  /** Resolves when no client has been connected for three seconds. To be called once. */
  whenDeserted(): Promise<void> {
    return new Promise((resolve) => {
      let leaving: NodeJS.Timeout | undefined
      this.#onChanged = () => {
        clearTimeout(leaving)
        if (this.#count === 0) leaving = setTimeout(resolve, reloadTime)
      }
      this.#onChanged()
    })
  }
}
