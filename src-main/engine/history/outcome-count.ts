import type { PoolStatus } from '../../contract/pool.ts'
import type { Outcome } from '../../contract/run.ts'
import type { OutcomeCounts } from '../storage/rows.ts'

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

/** How the runs of the history ended. */
export class OutcomeCount {
  #byKind: OutcomeCounts

  constructor(byKind: OutcomeCounts) {
    this.#byKind = byKind
  }

  get counts(): Counts {
    const counts: Counts = { succeeded: 0, failed: 0, terminated: 0, cancelled: 0, couldNotStart: 0, lost: 0 }
    for (const [kind, count] of Object.entries(this.#byKind)) counts[countedAs[kind as Outcome['kind']]] += count
    return counts
  }

  /** Of these outcomes; undefined for all. */
  total(kinds: Outcome['kind'][] | undefined): number {
    const counted = kinds ?? (Object.keys(this.#byKind) as Outcome['kind'][])
    return counted.reduce((sum, kind) => sum + this.#byKind[kind], 0)
  }

  add(kind: Outcome['kind']): void {
    this.#byKind[kind]++
  }

  /** So many runs went from the history. */
  subtract(byKind: Partial<OutcomeCounts>): void {
    for (const [kind, count] of Object.entries(byKind)) this.#byKind[kind as Outcome['kind']] -= count
  }
}
