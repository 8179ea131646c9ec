import { LogDiskWatch } from '../log-limit/log-disk.ts'
import { LogLimitWatch } from '../log-limit/log-limit-watch.ts'
import type { Platform } from '../platform/platform.ts'
import type { AttemptKey, AttemptEnd, SupervisorEvent } from '../port.ts'
import type { SharedScans } from '../sampling/shared-scans.ts'
import { lookAtAttempt } from '../termination/attempt-scope.ts'
import type { Attempt } from './attempt.ts'
import type { AttemptRecord } from './attempt-record.ts'
import type { AttemptTable } from './attempt-table.ts'
import { Exits } from './exits.ts'
import { Follower } from './follower.ts'

interface AttemptWatchOptions {
  platform: Platform
  attempts: AttemptTable
  scans: SharedScans
  record: AttemptRecord
  /** Ends the whole tree; resolves when that is done or given up. */
  terminate: (key: AttemptKey, grace: number) => Promise<unknown>
  /** Called with the logs' and the attempts' ends, after they were written down. */
  tell: (event: SupervisorEvent) => void
}

/** Watches over each attempt from its start until its end was told: its process, its log's length and its log's disk. */
export class AttemptWatch {
  readonly #attempts: AttemptTable
  readonly #record: AttemptRecord
  readonly #tell: (event: SupervisorEvent) => void
  readonly #logDisks: LogDiskWatch
  readonly #logLimits: LogLimitWatch
  readonly #exits: Exits
  readonly #follower: Follower

  constructor({ platform, attempts, scans, record, terminate, tell }: AttemptWatchOptions) {
    this.#attempts = attempts
    this.#record = record
    this.#tell = tell
    this.#logDisks = new LogDiskWatch(() => attempts.live())
    this.#logLimits = new LogLimitWatch(platform, {
      stop: ({ key }, grace) => terminate(key, grace),
      look: (attempt) =>
        scans.take().then(
          (table) => lookAtAttempt(attempt, table),
          () => undefined,
        ),
      note: ({ key, isAttended }, keptFrom) => {
        if (!isAttended) record.logCut(key, keptFrom)
      },
      cut: ({ key }, keptFrom) => tell({ type: 'log-cut', ...key, keptFrom }),
    })
    this.#exits = new Exits({
      checkDisk: (attempt) => this.#logDisks.check(attempt),
      finishLog: (attempt) => this.#logLimits.finish(attempt),
      tell: (attempt, exit) => this.#tellEnd(attempt, exit),
    })
    this.#follower = new Follower(platform, {
      onGone: (attempt, recorded) => this.#exits.take(attempt, 'unknown', recorded),
      onOrphaned: (attempt) => this.#logLimits.watch(attempt),
    })
  }

  /** One whose end is told by `onEnded`, or by its process itself if that is a child of this one. */
  add(attempt: Attempt): void {
    this.#attempts.add(attempt)
    this.#logDisks.watch()
    // While its own parent lives, that one watches its log.
    if (!attempt.origin) this.#logLimits.watch(attempt)
    attempt.child?.onExit((exitStatus) => this.#exits.take(attempt, exitStatus))
  }

  /** Takes the looks at logs that are due: for a caller that keeps timers from firing, by many starts in a row. */
  catchUp(): void {
    this.#logLimits.catchUp()
  }

  /** A living process that another supervisor started. */
  follow(attempt: Attempt): void {
    this.add(attempt)
    this.#follower.follow(attempt)
  }

  onEnded(attempt: Attempt, exitStatus: AttemptEnd['exitStatus']): void {
    this.#exits.take(attempt, exitStatus)
  }

  /** Resolves when all ends that are known are told. */
  whenTold(): Promise<void> {
    return this.#exits.whenTold()
  }

  close(): void {
    this.#follower.close()
    this.#logDisks.close()
    this.#logLimits.close()
  }

  #tellEnd(attempt: Attempt, exit: AttemptEnd): void {
    if (!attempt.isAttended) this.#record.exited(attempt.key, exit)
    this.#tell({ type: 'exited', ...attempt.key, ...exit })
    attempt.isEndTold = true
    this.#attempts.forgetIfOver(attempt)
  }
}
