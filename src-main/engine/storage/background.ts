import { join } from 'node:path'
import { backUpIfDue } from './backups.ts'
import type { OpenDatabase } from './database.ts'
import { describe } from './failures.ts'
import type { ClockDoubt, FromWriter } from './messages.ts'
import { type Keeping, Retention } from './retention.ts'
import { RetentionClock } from './retention-clock.ts'
import { TextIndex } from './text-index.ts'

/** Milliseconds of quiet before the background's first step, between its steps, and after one that failed. */
const pauses = { quiet: 300, step: 2, failed: 5_000 }

/** Milliseconds between two rounds of retention. */
const round = 60_000

/** Full-text index, retention and backups, in short steps while nothing is written. */
export class Background {
  readonly #opened: OpenDatabase
  readonly #folder: string
  readonly #tell: (message: FromWriter) => void
  readonly #index: TextIndex
  readonly #retention: Retention
  readonly #clock: RetentionClock
  #toldDoubt: ClockDoubt | undefined
  #keeping: Keeping | undefined
  #isRetentionDue = false
  #isBackupDue = true
  #timer: NodeJS.Timeout | undefined
  /** Why the latest step failed. */
  #failure: string | undefined
  readonly #rounds: NodeJS.Timeout
  readonly #stopping = new AbortController()
  #backup: Promise<void> | undefined

  constructor(opened: OpenDatabase, folder: string, tell: (message: FromWriter) => void) {
    this.#opened = opened
    this.#folder = folder
    this.#tell = tell
    const logFolder = join(folder, 'logs')
    this.#index = new TextIndex(opened.database, logFolder)
    this.#retention = new Retention(opened.database, logFolder)
    this.#clock = new RetentionClock(opened.database)
    this.#rounds = setInterval(() => {
      this.#isRetentionDue = true
      this.#isBackupDue = true
      this.wake()
    }, round)
  }

  keep(keeping: Keeping): void {
    this.#keeping = keeping
    this.#isRetentionDue = true
    this.wake()
  }

  /** Something was written: waits for quiet, but not for ever. */
  wake(): void {
    this.#timer ??= setTimeout(() => {
      this.#step()
    }, pauses.quiet)
  }

  /** Resolves when nothing of it works any more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    clearInterval(this.#rounds)
    this.#stopping.abort()
    await this.#backup
  }

  #step(): void {
    this.#timer = undefined
    try {
      if (this.#advance()) this.#timer = setTimeout(() => this.#step(), pauses.step)
      this.#failure = undefined
    } catch (error) {
      // A full disk, say, or another program that holds the database for a moment.
      this.#fail(error)
      this.#timer = setTimeout(() => this.#step(), pauses.failed)
    }
  }

  /** Says so once for as long as it lasts. */
  #fail(error: unknown): void {
    const { message } = describe(error)
    if (message !== this.#failure) report(error)
    this.#failure = message
  }

  /** False where nothing is left to do. */
  #advance(): boolean {
    if (this.#index.advance()) return true
    if (this.#isRetentionDue && this.#keeping) {
      this.#retain(this.#keeping)
      return true
    }
    if (this.#isBackupDue) {
      this.#isBackupDue = false
      this.#backup = this.#backUp().catch(report)
    }
    return false
  }

  #retain(keeping: Keeping): void {
    const now = this.#clock.look(Date.now(), performance.now())
    this.#tellDoubt(keeping.keptDays === null ? undefined : this.#clock.doubt)
    const { forgotten, outcomes, logsRemoved, isDone } = this.#retention.advance(keeping, now)
    if (forgotten.length > 0) this.#tell({ type: 'forgotten', gone: { runIds: forgotten, outcomes } })
    if (logsRemoved.length > 0) this.#tell({ type: 'logs-removed', runs: logsRemoved })
    this.#isRetentionDue = !isDone
  }

  /** When it arises, and when it is over. */
  #tellDoubt(doubt: ClockDoubt | undefined): void {
    if ((doubt === undefined) === (this.#toldDoubt === undefined)) return
    this.#toldDoubt = doubt
    this.#tell({ type: 'clock-doubted', doubt })
  }

  async #backUp(): Promise<void> {
    const isMade = await backUpIfDue(this.#opened.database, this.#folder, this.#stopping.signal)
    if (isMade && !this.#stopping.signal.aborted) this.#opened.ids.renewMark()
  }
}

function report(error: unknown): void {
  console.error('forkyard: the background work on the database failed:', describe(error).message)
}
