import { raise } from '../../platform/uncaught.ts'
import type { Attempt } from './attempt.ts'
import { lengthOfLog } from '../launching/log-file.ts'
import { monotonic } from '../monotonic.ts'
import type { AttemptEnd } from '../port.ts'

/** What is done about an exit, and about the log of what has exited. */
interface ExitOrders {
  checkDisk: (attempt: Attempt) => void
  /** Undefined where nothing is left to be done with the log, else a promise of that. */
  finishLog: (attempt: Attempt) => Promise<void> | undefined
  tell: (attempt: Attempt, exit: AttemptEnd) => void
}

/** Tells each end once, with all that is to be said of it, when its log is done with. */
export class Exits {
  readonly #orders: ExitOrders
  readonly #late = new Set<Promise<void>>()

  constructor(orders: ExitOrders) {
    this.#orders = orders
  }

  /** @param recorded What its own parent wrote down, where that is another process. */
  take(attempt: Attempt, exitStatus: AttemptEnd['exitStatus'], recorded?: AttemptEnd): void {
    const at = Date.now()
    const runTime = monotonic() - attempt.startedAt
    this.#orders.checkDisk(attempt)
    attempt.hasExited = true
    for (const ending of attempt.endings.values()) ending.wake()
    const tell = (): void => {
      const { isLogDiskFull, hasReachedLogLimit, logFile } = attempt
      const logBytes = lengthOfLog(logFile)
      this.#orders.tell(attempt, recorded ?? { exitStatus, at, runTime, isLogDiskFull, hasReachedLogLimit, logBytes })
    }
    const late = this.#finishLog(attempt)
    if (!late) {
      tell()
      return
    }
    // Whatever becomes of its log, its end is told.
    const told = late
      .catch(raise)
      .then(tell)
      .catch(raise)
      .finally(() => this.#late.delete(told))
    this.#late.add(told)
  }

  #finishLog(attempt: Attempt): Promise<void> | undefined {
    try {
      return this.#orders.finishLog(attempt)
    } catch (error) {
      raise(error)
      return undefined
    }
  }

  /** Resolves when all that were taken are told. */
  async whenTold(): Promise<void> {
    await Promise.all(this.#late)
  }
}
