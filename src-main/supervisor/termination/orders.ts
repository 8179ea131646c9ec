import { raise } from '../../platform/uncaught.ts'
import type { AttemptTable } from '../attempts/attempt-table.ts'
import type { Platform } from '../platform/platform.ts'
import { type SignalResult, type SignalTarget, notAvailable } from '../port.ts'
import { orderAll } from './suspend.ts'
import { ScanError, type SharedScans } from '../sampling/shared-scans.ts'
import { Ending } from './ending.ts'
import { scopeOf } from './attempt-scope.ts'

const unknownProcess: SignalResult = { ok: false, code: 'unknown-process', survivors: [] }

/** Processes that cannot be listed are signalled by nobody. Whoever asked is answered whatever went wrong. */
function withoutScan(error: unknown): SignalResult {
  if (!(error instanceof ScanError)) raise(error)
  return notAvailable
}

/** Carries out what is asked of attempts' trees, one ending at a time for each scope. */
export class Orders {
  readonly #attempts: AttemptTable
  readonly #scans: SharedScans
  readonly #platform: Platform

  constructor(attempts: AttemptTable, scans: SharedScans, platform: Platform) {
    this.#attempts = attempts
    this.#scans = scans
    this.#platform = platform
  }

  /** @param grace Milliseconds between SIGTERM and SIGKILL; undefined: no SIGTERM at all. */
  end(target: SignalTarget, grace: number | undefined): Promise<SignalResult> {
    const attempt = this.#attempts.find(target)
    if (!attempt) return Promise.resolve(unknownProcess)
    const scope = scopeOf(attempt, target.process)
    const underWay = attempt.endings.get(scope.id)
    if (underWay) {
      underWay.shorten(grace ?? 0)
      return underWay.result.catch(withoutScan)
    }
    const ending = new Ending(scope, grace, this.#scans, this.#platform)
    attempt.endings.set(scope.id, ending)
    return ending.result.catch(withoutScan).finally(() => {
      attempt.endings.delete(scope.id)
      this.#attempts.forgetIfOver(attempt)
    })
  }

  order(order: 'suspend' | 'resume', target: SignalTarget): Promise<SignalResult> {
    const attempt = this.#attempts.find(target)
    if (!attempt || attempt.hasExited) return Promise.resolve(unknownProcess)
    if (!target.process) attempt.isSuspended = order === 'suspend'
    return orderAll(order, scopeOf(attempt, target.process), this.#scans, this.#platform).catch(withoutScan)
  }
}
