import type { AttemptKey } from '../port.ts'
import { type Attempt, keyOf } from './attempt.ts'

/** The attempts whose end was not told yet, or on whose tree something still works. */
export class AttemptTable {
  readonly #attempts = new Map<string, Attempt>()

  get size(): number {
    return this.#attempts.size
  }

  find(key: AttemptKey): Attempt | undefined {
    return this.#attempts.get(keyOf(key))
  }

  add(attempt: Attempt): void {
    this.#attempts.set(keyOf(attempt.key), attempt)
  }

  /** Removes one that nothing is left to be done for. */
  forgetIfOver(attempt: Attempt): void {
    if (attempt.isEndTold && attempt.endings.size === 0) this.#attempts.delete(keyOf(attempt.key))
  }

  all(): Attempt[] {
    return [...this.#attempts.values()]
  }

  /** Those whose own process has not exited. */
  live(): Attempt[] {
    return this.all().filter((attempt) => !attempt.hasExited)
  }

  /** The start time of the oldest of their processes; Infinity if there are none. */
  get oldestStart(): number {
    let oldest = Infinity
    for (const { leader } of this.#attempts.values()) oldest = Math.min(oldest, leader.startTime)
    return oldest
  }
}
