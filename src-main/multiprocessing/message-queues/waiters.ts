import type { QueueUser, WaitLimit } from './queue-endpoint.ts'

export interface Waiter<Answer, Request> {
  readonly request: Request
  /** Undefined: this process. */
  readonly user: QueueUser | undefined
  /** Ends its waiting. Does nothing the second time. */
  give: (answer: Answer) => void
}

/** Milliseconds that a timer of Node can last at most (2 ** 31 - 1). */
const longestTimer = 2_147_483_647

/** Those who wait, in order, each until it is given an answer, gives up or is out of time. */
export class Waiters<Answer, Request> {
  readonly #waiting = new Set<Waiter<Answer, Request>>()

  get first(): Waiter<Answer, Request> | undefined {
    return this.#waiting.values().next().value
  }

  get count(): number {
    return this.#waiting.size
  }

  /** Who they are, in order. */
  get users(): (QueueUser | undefined)[] {
    return Array.from(this.#waiting, ({ user }) => user)
  }

  /** `late`: the answer if it is out of time or gives up. */
  wait(request: Request, { timeout, signal, user }: WaitLimit, late: Answer): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const giveUp = (): void => {
      waiter.give(late)
    }
    // Whoever waits says whether this process has to live for it.
    const timer = timeout <= longestTimer ? setTimeout(giveUp, timeout).unref() : undefined
    const waiter: Waiter<Answer, Request> = {
      request,
      user,
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
