import type { Party, Patience } from './end.ts'

export interface Waiter<Answer, Want> {
  readonly want: Want
  /** Undefined: this process. */
  readonly party: Party | undefined
  /** Once; it waits no more then. */
  give: (answer: Answer) => void
}

/** Milliseconds that a timer of Node can last at most (2 ** 31 - 1). */
const longestTimer = 2_147_483_647

/** Those who wait, in order, each until it is given an answer, gives up or is out of time. */
export class Waiters<Answer, Want> {
  readonly #waiting = new Set<Waiter<Answer, Want>>()

  get first(): Waiter<Answer, Want> | undefined {
    return this.#waiting.values().next().value
  }

  get count(): number {
    return this.#waiting.size
  }

  /** Who they are, in order. */
  get parties(): (Party | undefined)[] {
    return Array.from(this.#waiting, ({ party }) => party)
  }

  /** `late`: the answer where it is out of time or gives up. */
  wait(want: Want, { timeout, signal, party }: Patience, late: Answer): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const giveUp = (): void => {
      waiter.give(late)
    }
    // Whether this process is to live for it is for whoever waits to say.
    const timer = timeout <= longestTimer ? setTimeout(giveUp, timeout).unref() : undefined
    const waiter: Waiter<Answer, Want> = {
      want,
      party,
      give: (answer) => {
        if (!this.#waiting.delete(waiter)) return
        clearTimeout(timer)
        signal?.removeEventListener('abort', giveUp)
        resolve(answer)
      },
    }
    this.#waiting.add(waiter)
    if (signal?.aborted) giveUp()
    else signal?.addEventListener('abort', giveUp)
    return promise
  }

  giveAll(answer: Answer): void {
    for (const waiter of this.#waiting) waiter.give(answer)
  }
}
