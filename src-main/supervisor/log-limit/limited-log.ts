import { appendFileSync } from 'node:fs'
import { raise } from '../../platform/uncaught.ts'
import type { Attempt } from '../attempts/attempt.ts'
import { lengthOfLog } from '../launching/log-file.ts'
import { monotonic } from '../monotonic.ts'
import type { Platform } from '../platform/platform.ts'
import type { LogLimit } from '../port.ts'
import { type CutOrders, cutLog } from './cut-log.ts'
import { freeze, killKnown, thaw } from './flood.ts'
import { Growth } from './growth.ts'

/** Milliseconds between a start and the first look. */
const firstLook = 5

/** Milliseconds for which the members of a tree that floods its log count as known. */
const membersKnownFor = 200

/** Bytes above the limit from which on the tree is killed at once, though it was asked to end and has a grace period. */
const killExcess = 8 * 2 ** 20

/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 5_000

/** What is left to others. */
export interface LogLimitOrders extends CutOrders {
  /** Ends the whole tree; resolves when that is done or given up. */
  stop: (attempt: Attempt, grace: number) => Promise<unknown>
  /** Looks for the members of the tree; resolves when they are known. */
  look: (attempt: Attempt) => Promise<unknown>
}

/** One log that is held to its limit: the attempt is stopped, or the log's oldest part removed, as its policy says. */
export class LimitedLog {
  readonly #attempt: Attempt
  readonly #limit: LogLimit
  readonly #platform: Platform
  readonly #orders: LogLimitOrders
  readonly #growth: Growth
  #timer: NodeJS.Timeout | undefined
  #dueAt = 0
  #canCut: boolean
  #isKilled = false
  /** It is looked at no more. */
  #isOver = false
  /** Its processes are stopped while its log is seen to. */
  #isFrozen = false
  /** Until when the members of its tree count as known, by `monotonic()`. */
  #knownUntil = 0
  /** The tree that is being ended, or the log that is being cut. */
  #work: Promise<void> | undefined

  /** The first look is due 5 ms later. */
  constructor(attempt: Attempt, limit: LogLimit, platform: Platform, orders: LogLimitOrders) {
    this.#attempt = attempt
    this.#limit = limit
    this.#platform = platform
    this.#orders = orders
    this.#growth = new Growth(attempt.keptFrom, monotonic())
    this.#canCut = limit.policy === 'keep-tail'
    this.#lookIn(firstLook)
  }

  /** Looks now, if a look is due. */
  catchUp(): void {
    if (this.#dueAt <= monotonic()) this.#look()
  }

  /** The attempt has exited: undefined if nothing is left to be done with its log, else a promise of that. */
  finish(): Promise<void> | undefined {
    if (!this.#work) {
      this.#endLooks()
      return this.#isOverLimit() ? this.#lastCut() : undefined
    }
    // Its descendants may still write as fast as they can: looks go on until then.
    return this.#work.then(() => {
      this.#endLooks()
      return this.#lastCut()
    })
  }

  /** Looks no more, and leaves nothing stopped. */
  close(): void {
    this.#endLooks()
    this.#thaw()
  }

  #endLooks(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  #lookIn(pause: number): void {
    clearTimeout(this.#timer)
    this.#dueAt = monotonic() + pause
    this.#timer = setTimeout(() => {
      this.#look()
    }, pause)
    this.#timer.unref()
  }

  #look(): void {
    if (this.#isOver) return
    const attempt = this.#attempt
    const now = monotonic()
    const length = lengthOfLog(attempt.logFile)
    this.#growth.look(length, now)
    if (this.#growth.isFlood) this.#findMembers(now)
    const room = this.#limit.bytes - (length - attempt.keptFrom)
    if (room <= 0 && !this.#work && !attempt.hasExited) {
      // If it was taken over like this, its former owner may have frozen it.
      this.#isFrozen = (this.#growth.isFlood || !attempt.child) && freeze(attempt, this.#platform)
      this.#work = this.#hold().catch((error: unknown) => {
        // It goes on, and is not left stopped.
        this.#thaw()
        this.#work = undefined
        raise(error)
      })
    }
    if (attempt.hasReachedLogLimit && room <= -killExcess) this.#kill()
    this.#lookIn(this.#growth.pauseFor(attempt.hasReachedLogLimit ? room + killExcess : room))
  }

  /** Those that left the leader's group are found by a look at all processes alone, which takes a while. */
  #findMembers(now: number): void {
    if (now < this.#knownUntil) return
    this.#knownUntil = now + membersKnownFor
    this.#orders
      .look(this.#attempt)
      .then(() => {
        if (this.#isFrozen) freeze(this.#attempt, this.#platform)
      })
      .catch(raise)
  }

  #kill(): void {
    killKnown(this.#attempt, this.#platform)
    if (this.#isKilled) return
    this.#isKilled = true
    this.#orders.stop(this.#attempt, 0).catch(raise)
  }

  #thaw(): void {
    if (this.#isFrozen) thaw(this.#attempt, this.#platform)
    this.#isFrozen = false
  }

  async #hold(): Promise<void> {
    const attempt = this.#attempt
    if (await this.#cut()) {
      this.#work = undefined
      this.#thaw()
      if (!attempt.hasExited) this.#look()
      return
    }
    if (attempt.hasExited) return
    attempt.hasReachedLogLimit = true
    await this.#orders.stop(attempt, grace)
    this.#thaw()
    const { bytes } = this.#limit
    append(attempt.logFile, `The limit of ${bytes} bytes for this log was reached, and the run was stopped.`)
  }

  /** What it wrote between the last look and its end. */
  async #lastCut(): Promise<void> {
    if (this.#isOverLimit()) await this.#cut()
  }

  /** False if this log cannot be cut, now or ever. */
  async #cut(): Promise<boolean> {
    this.#canCut &&= await cutLog(this.#attempt, this.#limit.bytes, this.#platform, this.#orders)
    return this.#canCut
  }

  #isOverLimit(): boolean {
    return lengthOfLog(this.#attempt.logFile) - this.#attempt.keptFrom > this.#limit.bytes
  }
}

function append(logFile: string, sentence: string): void {
  try {
    appendFileSync(logFile, `\n${sentence}\n`)
  } catch {
    // A full disk, or a log that was removed: the run's outcome says it too.
  }
}
