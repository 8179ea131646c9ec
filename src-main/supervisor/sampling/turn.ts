/** Milliseconds that one turn of the event loop may be kept; the bound on what we block is 1 ms. */
const turnBudget = 0.4

/** Cuts long work into short turns of the event loop. */
export class Turn {
  #endsAt = performance.now() + turnBudget

  isOver(): boolean {
    return performance.now() >= this.#endsAt
  }

  /** Lets everything else run, then begins the next turn. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.#endsAt = performance.now() + turnBudget
  }
}
