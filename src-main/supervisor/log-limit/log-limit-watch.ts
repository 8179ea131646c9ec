import type { Attempt } from '../attempts/attempt.ts'
import type { Platform } from '../platform/platform.ts'
import { LimitedLog, type LogLimitOrders } from './limited-log.ts'

/** Looks at the lengths of live logs, the more often the sooner they may pass their limit, and holds them to it. */
export class LogLimitWatch {
  readonly #platform: Platform
  readonly #orders: LogLimitOrders
  readonly #logs = new Map<Attempt, LimitedLog>()

  constructor(platform: Platform, orders: LogLimitOrders) {
    this.#platform = platform
    this.#orders = orders
  }

  watch(attempt: Attempt): void {
    const { logLimit } = attempt
    if (logLimit) this.#logs.set(attempt, new LimitedLog(attempt, logLimit, this.#platform, this.#orders))
  }

  /** Takes the looks that are due: for a caller that keeps timers from firing, by many starts in a row. */
  catchUp(): void {
    for (const log of this.#logs.values()) log.catchUp()
  }

  /** The attempt has exited: undefined if nothing is left to be done with its log, else a promise of that. */
  finish(attempt: Attempt): Promise<void> | undefined {
    const finished = this.#logs.get(attempt)?.finish()
    if (!finished) this.#logs.delete(attempt)
    return finished?.finally(() => this.#logs.delete(attempt))
  }

  close(): void {
    for (const log of this.#logs.values()) log.close()
    this.#logs.clear()
  }
}
