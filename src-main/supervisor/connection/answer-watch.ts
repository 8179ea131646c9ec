import { raise } from '../../platform/uncaught.ts'

/** What is watched: the process that runs tasks, as its host has it. */
interface Watched {
  /** When it said something last, by `performance.now()`. */
  readonly heardAt: number
  /** Asks it for anything. */
  answer(): Promise<void>
  isStopped(): boolean
  continue(): void
  giveUp(why: string): void
}

/** Milliseconds between two looks. */
const pause = 500

/** Milliseconds without a word after which it is asked for one: while tasks run, samples come once a second. */
const quiet = 1_200

/**
 * Milliseconds of silence, counted while this process is awake. A process that was stopped by a signal is told from one that
 * is slow by its state in the system, so that may be acted on soon. One that is only slow may be starting a thousand runs
 * on a machine with other work: it is told first, and given up when no work of ours takes as long.
 */
const bounds = { stopped: 2_000, told: 10_000, givenUp: 60_000 }

/** Milliseconds after which a process that was continued, and answers, may be continued another time. */
const trust = 60_000

/** Sees to it that the process that runs tasks answers, for as long as something is expected of it. */
export class AnswerWatch {
  readonly #watched: Watched
  readonly #isNeeded: () => boolean
  readonly #onSilent: (silence: 'stopped' | 'slow') => void
  readonly #timer: NodeJS.Timeout
  #lookedAt = performance.now()
  /** While an answer is owed. */
  #silence: { since: number; awake: number; isTold: boolean } | undefined
  #continuedAt = -Infinity

  /** @param onSilent told once for each silence: it was stopped and is continued now, or it is slow */
  constructor(watched: Watched, isNeeded: () => boolean, onSilent: (silence: 'stopped' | 'slow') => void) {
    this.#watched = watched
    this.#isNeeded = isNeeded
    this.#onSilent = onSilent
    this.#timer = setInterval(() => {
      this.#look()
    }, pause)
    this.#timer.unref()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    // A machine that slept, or a host that was stopped itself, has heard nothing either.
    const awake = Math.min(now - this.#lookedAt, 2 * pause)
    this.#lookedAt = now
    if (!this.#isNeeded() || (this.#silence && this.#watched.heardAt >= this.#silence.since)) this.#silence = undefined
    if (!this.#isNeeded()) return
    if (!this.#silence) {
      if (now - this.#watched.heardAt < quiet) return
      this.#silence = { since: now, awake: 0, isTold: false }
      this.#watched.answer().catch(raise)
      return
    }
    this.#silence.awake += awake
    if (this.#silence.awake >= bounds.stopped && this.#watched.isStopped()) this.#goOn(this.#silence, now)
    else if (this.#silence.awake >= bounds.givenUp) this.#giveUp(`it did not answer for ${bounds.givenUp / 1_000} s`)
    else if (this.#silence.awake >= bounds.told && !this.#silence.isTold) {
      this.#silence.isTold = true
      this.#onSilent('slow')
    }
  }

  #goOn(silence: { awake: number }, now: number): void {
    if (now - this.#continuedAt < trust) {
      this.#giveUp('it was stopped again after it had been continued')
      return
    }
    this.#continuedAt = now
    silence.awake = 0
    this.#watched.continue()
    this.#onSilent('stopped')
  }

  #giveUp(why: string): void {
    this.close()
    this.#watched.giveUp(why)
  }
}
