import type { Clock } from '../../platform/clock.ts'

/** Milliseconds. Doubled from the first to the last, so that a starved system is asked at most once in ten seconds. */
const shortest = 250
const longest = 10_000

/**
 * Holds starts while the system refuses them (EAGAIN, EMFILE, …): waits, lets one start through as a probe, and
 * waits longer if that is refused too. The first start that succeeds lifts the hold.
 */
export class BackOff {
  #delay = 0
  #hold: { code: string; until: number; cancel: () => void } | undefined
  #isProbing = false
  readonly #clock: Clock
  readonly #onDue: () => void

  /** `onDue` is called when a hold has run out, for the probe to be started. */
  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock
    this.#onDue = onDue
  }

  /** The hold in force: the system's code, and when the next start is due, milliseconds since the epoch. */
  get hold(): { code: string; until: number } | undefined {
    return this.#hold && { code: this.#hold.code, until: this.#hold.until }
  }

  /** How many starts may be under way: none while waiting, one while probing, else any number. */
  allows(starting: number): boolean {
    if (this.#isProbing) return starting === 0
    return this.#hold === undefined
  }

  /** A start was refused. Refusals of starts already under way do not prolong the hold. Returns when to try again. */
  refuse(code: string): number {
    if (this.#hold && !this.#isProbing) return this.#hold.until
    this.#isProbing = false
    this.#delay = Math.min(longest, Math.max(shortest, this.#delay * 2))
    const until = this.#clock.now() + this.#delay
    const cancel = this.#clock.after(this.#delay, () => {
      this.#isProbing = true
      this.#onDue()
    })
    this.#hold = { code, until, cancel }
    return until
  }

  /** A start succeeded. Returns whether that lifted a hold. */
  succeed(): boolean {
    if (!this.#hold || !this.#isProbing) return false
    this.close()
    return true
  }

  /** Lifts the hold: a later refusal waits the shortest time again. */
  close(): void {
    this.#hold?.cancel()
    this.#hold = undefined
    this.#isProbing = false
    this.#delay = 0
  }
}
