import type { PoolStatus } from '../contract/pool.ts'
import type { Outcome } from '../contract/run.ts'

type Counts = PoolStatus['ended']

/** Under which count of the pool's status an outcome goes. */
const countedAs: Record<Outcome['kind'], keyof Counts> = {
  succeeded: 'succeeded',
  failed: 'failed',
  terminated: 'terminated',
  'timed-out': 'terminated',
  cancelled: 'cancelled',
  'could-not-start': 'couldNotStart',
  lost: 'lost',
}

/** How runs ended since the host started. */
export class OutcomeCount {
  readonly #counts: Counts = { succeeded: 0, failed: 0, terminated: 0, cancelled: 0, couldNotStart: 0, lost: 0 }

  get counts(): Counts {
    return { ...this.#counts }
  }

  add(outcome: Outcome): void {
    this.#counts[countedAs[outcome.kind]]++
  }
}
