import { appendFileSync } from 'node:fs'
import { raise } from '../../platform/uncaught.ts'
import type { Attempt } from '../attempts/attempt.ts'
import { lengthOfLog } from '../launching/log-file.ts'
import { monotonic } from '../monotonic.ts'
import type { Platform } from '../platform/platform.ts'
import type { LogLimit } from '../port.ts'
import { cutHead } from './cut-head.ts'
import { freeze, killKnown, thaw } from './flood.ts'

/** Milliseconds between two looks at a log. */
const pauses = { shortest: 2, longest: 250 }

/**
 * Bytes a millisecond that a log may begin to grow by right after a look: `yes` into the page cache was measured at 2 to
 * 4 GB/s. And how much of it above the limit such a start may take until the next look, which may come late.
 */
const worst = { rate: 4_000_000, excess: 8 * 2 ** 20 }

/** Bytes a millisecond from which on it is a flood, which is held at once. */
const floodRate = 50_000

/** Milliseconds for which the members of a tree that floods its log count as known. */
const familiarity = 200

/** Milliseconds for which a log that was flooded counts as being flooded at that pace, however quiet: its tree was frozen. */
const memory = 1_000

/** Milliseconds between a start and the first look. */
const firstLook = 5

/** Bytes above the limit from which on nobody is asked to end any more. */
const patience = 8 * 2 ** 20
/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 5_000

/** Bytes in which the end of a line is looked for, where a log is cut. */
const longestReach = 65_536

/** What the watch has others do. */
interface LogLimitOrders {
  /** Ends the whole tree; resolves when that is done or given up. */
  stop: (attempt: Attempt, grace: number) => Promise<unknown>
  /** Looks for the members of the tree; resolves when they are known. */
  look: (attempt: Attempt) => Promise<unknown>
  cut: (attempt: Attempt, keptFrom: number) => void
  note: (attempt: Attempt, keptFrom: number) => void
}

interface Watched {
  readonly attempt: Attempt
  readonly limit: LogLimit
  length: number
  lookedAt: number
  dueAt: number
  timer: NodeJS.Timeout | undefined
  canCut: boolean
  isKilled: boolean
  /** Its processes are stopped while its log is seen to. */
  isFrozen: boolean
  /** Until when its members count as known, by `monotonic()`. */
  knownUntil: number
  /** The fastest flood of late, in bytes a millisecond, and until when it counts, by `monotonic()`. */
  flood: { rate: number; until: number }
  /** The tree that is being ended, or the log that is being cut. */
  work: Promise<void> | undefined
}

/** Looks at the lengths of live logs, the more often the sooner they may pass their limit, and holds them to it. */
export class LogLimitWatch {
  readonly #platform: Platform
  readonly #orders: LogLimitOrders
  readonly #watched = new Map<Attempt, Watched>()

  constructor(platform: Platform, orders: LogLimitOrders) {
    this.#platform = platform
    this.#orders = orders
  }

  watch(attempt: Attempt): void {
    if (!attempt.logLimit) return
    const watched: Watched = {
      attempt,
      limit: attempt.logLimit,
      length: attempt.keptFrom,
      lookedAt: monotonic(),
      dueAt: 0,
      timer: undefined,
      canCut: attempt.logLimit.policy === 'keep-tail',
      isKilled: false,
      isFrozen: false,
      knownUntil: 0,
      flood: { rate: 0, until: 0 },
      work: undefined,
    }
    this.#watched.set(attempt, watched)
    this.#lookIn(watched, firstLook)
  }

  /** Takes the looks that are due: for a caller that keeps timers from firing, by many starts in a row. */
  catchUp(): void {
    const now = monotonic()
    for (const watched of this.#watched.values()) if (watched.dueAt <= now) this.#look(watched)
  }

  /** The attempt has exited: undefined where nothing is left to be done with its log, else a promise of that. */
  finish(attempt: Attempt): Promise<void> | undefined {
    const watched = this.#watched.get(attempt)
    if (!watched) return undefined
    const { work } = watched
    if (!work) {
      this.#forget(watched)
      return this.#isOverLimit(watched) ? this.#lastCut(watched) : undefined
    }
    // Its descendants may still write as fast as they can.
    return work.then(() => {
      this.#forget(watched)
      return this.#lastCut(watched)
    })
  }

  close(): void {
    for (const watched of this.#watched.values()) {
      clearTimeout(watched.timer)
      this.#thaw(watched)
    }
    this.#watched.clear()
  }

  #forget(watched: Watched): void {
    clearTimeout(watched.timer)
    this.#watched.delete(watched.attempt)
  }

  #lookIn(watched: Watched, pause: number): void {
    clearTimeout(watched.timer)
    watched.dueAt = monotonic() + pause
    watched.timer = setTimeout(() => {
      this.#look(watched)
    }, pause)
    watched.timer.unref()
  }

  #look(watched: Watched): void {
    const { attempt, limit } = watched
    const now = monotonic()
    const length = lengthOfLog(attempt.logFile)
    const rate = Math.max(0, length - watched.length) / Math.max(now - watched.lookedAt, 0.1)
    watched.length = length
    watched.lookedAt = now
    if (now > watched.flood.until) watched.flood = { rate: 0, until: 0 }
    if (rate > floodRate) {
      this.#getToKnow(watched)
      watched.flood = { rate: Math.max(rate, watched.flood.rate), until: now + memory }
    }
    const room = limit.bytes - (length - attempt.keptFrom)
    if (room <= 0 && !watched.work && !attempt.hasExited) {
      // Where it was taken over like this, its former owner may have frozen it.
      watched.isFrozen = (rate > floodRate || !attempt.child) && freeze(attempt, this.#platform)
      watched.work = this.#hold(watched).catch((error: unknown) => {
        // It goes on, and is not left stopped.
        this.#thaw(watched)
        watched.work = undefined
        raise(error)
      })
    }
    if (attempt.hasReachedLogLimit && room <= -patience) this.#kill(watched)
    const pace = Math.max(rate, watched.flood.rate)
    this.#lookIn(watched, pauseFor(attempt.hasReachedLogLimit ? room + patience : room, pace))
  }

  /** Those that left the leader's group are found by a look alone, which takes a while. */
  #getToKnow(watched: Watched): void {
    if (watched.lookedAt < watched.knownUntil) return
    watched.knownUntil = watched.lookedAt + familiarity
    this.#orders
      .look(watched.attempt)
      .then(() => {
        if (watched.isFrozen) freeze(watched.attempt, this.#platform)
      })
      .catch(raise)
  }

  #kill(watched: Watched): void {
    killKnown(watched.attempt, this.#platform)
    if (watched.isKilled) return
    watched.isKilled = true
    this.#orders.stop(watched.attempt, 0).catch(raise)
  }

  #thaw(watched: Watched): void {
    if (watched.isFrozen) thaw(watched.attempt, this.#platform)
    watched.isFrozen = false
  }

  async #hold(watched: Watched): Promise<void> {
    if (watched.canCut && (await this.#cut(watched))) {
      watched.work = undefined
      this.#thaw(watched)
      if (!watched.attempt.hasExited) this.#look(watched)
      return
    }
    if (watched.attempt.hasExited) return
    const { attempt, limit } = watched
    attempt.hasReachedLogLimit = true
    await this.#orders.stop(attempt, grace)
    this.#thaw(watched)
    say(attempt.logFile, `The limit of ${limit.bytes} bytes for this log was reached, and the run was stopped.`)
  }

  /** What it wrote between the last look and its end. */
  async #lastCut(watched: Watched): Promise<void> {
    if (watched.canCut && this.#isOverLimit(watched)) await this.#cut(watched)
  }

  #isOverLimit({ attempt, limit }: Watched): boolean {
    return lengthOfLog(attempt.logFile) - attempt.keptFrom > limit.bytes
  }

  /** False where this log cannot be cut, now or ever. */
  async #cut(watched: Watched): Promise<boolean> {
    const { attempt, limit } = watched
    const { logFile: file, keptFrom } = attempt
    const wanted = lengthOfLog(file) - Math.floor(limit.bytes / 2)
    try {
      const from = await cutHead(
        { file, wanted, keptFrom, reach: Math.min(longestReach, Math.floor(limit.bytes / 8)) },
        (place) => {
          this.#orders.note(attempt, place)
        },
        (name, length) => this.#platform.giveBack(name, length),
      )
      if (from !== undefined) {
        attempt.keptFrom = from
        this.#orders.cut(attempt, from)
        return true
      }
    } catch {
      // The log is gone, or there is not even room for the line: said by the answer.
    }
    watched.canCut = false
    return false
  }
}

/** The more often the sooner it may pass its limit, at its pace or as if it began to flood now. */
function pauseFor(room: number, rate: number): number {
  const sudden = (room + worst.excess) / worst.rate
  const steady = rate === 0 ? Infinity : room / (2 * rate)
  return Math.min(pauses.longest, Math.max(pauses.shortest, Math.min(sudden, steady)))
}

function say(logFile: string, sentence: string): void {
  try {
    appendFileSync(logFile, `\n${sentence}\n`)
  } catch {
    // A full disk, or a log that was removed: the run's outcome says it too.
  }
}
