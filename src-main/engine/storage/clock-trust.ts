/*
 * When the clock may decide what is old, in a sentence for people:
 *
 *   If the clock differs by more than two days from when Forkyard last ran, nothing is deleted because of its age until
 *   Forkyard has run for one hour in which the clock went on evenly.
 *
 * One year ahead or ten years back at one start: nothing is deleted in that hour, and once the clock is right again it is
 * believed at once, since it agrees with the time from before. Two hours back: that is no jump. A machine that was off for
 * 100 days: its clock is right, and an hour later it is believed. Several short sessions add up to the hour, unless the
 * clock has gone back between them. A jump while running is found by comparing with the monotonic clock; a computer that
 * slept for days looks the same, and waits for the hour too.
 */

/** Milliseconds. Daylight saving, time zones that were set wrong and a weekend are no reason for doubt, or nearly none. */
const tolerance = 2 * 24 * 60 * 60 * 1_000

/** Milliseconds by a monotonic clock: time servers put a clock right within minutes after a start. */
export const proofTime = 60 * 60 * 1_000

/** Milliseconds: a clock that is ahead by less is what a holiday looks like. */
const holiday = 30 * 24 * 60 * 60 * 1_000

/** What is kept from one host to the next. Milliseconds. */
export interface Trust {
  /** The clock when it was last believed; 0 if it never was. */
  believed: number
  /** While it is in doubt: the clock when it was last looked at, else 0. */
  seen: number
  /** How long it has gone on evenly since the doubt arose. */
  proof: number
}

/** Decides whether the clock is believed. `now`: what it shows; `tick`: the monotonic clock. */
export class ClockTrust {
  #trust: Trust
  #last: { now: number; tick: number } | undefined

  constructor(trust: Trust) {
    this.#trust = trust
  }

  get trust(): Trust {
    return this.#trust
  }

  get isDoubted(): boolean {
    return this.#trust.seen !== 0
  }

  /** A weekend or a holiday needs no words; a clock that went back, or far ahead, does. */
  get isStrange(): boolean {
    const { believed, seen } = this.#trust
    return this.isDoubted && (seen < believed - tolerance || seen > believed + holiday)
  }

  /** To be called again and again while the host runs, at most some minutes apart. */
  look(now: number, tick: number): void {
    const last = this.#last
    this.#last = { now, tick }
    const passed = last ? tick - last.tick : 0
    const isEven = last === undefined || isNear(now - last.now, passed)
    if (this.isDoubted) this.#lookInDoubt(now, { passed, isEven })
    else if (this.#trust.believed === 0 || (isEven && (last !== undefined || isNear(now, this.#trust.believed))))
      this.#trust = { believed: now, seen: 0, proof: 0 }
    else this.#trust = { ...this.#trust, seen: now, proof: 0 }
  }

  #lookInDoubt(now: number, { passed, isEven }: { passed: number; isEven: boolean }): void {
    const { believed, seen, proof } = this.#trust
    const hasGoneBack = now < seen - tolerance
    const proven = isEven && !hasGoneBack ? proof + passed : 0
    const isBelieved = isNear(now, believed) || proven >= proofTime
    this.#trust = isBelieved ? { believed: now, seen: 0, proof: 0 } : { believed, seen: now, proof: proven }
  }
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= tolerance
}
