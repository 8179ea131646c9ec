import type { EndedRun } from '../../../src-main/contract/run.ts'
import type { SortOrder } from '../../ui/dense-table.ts'

/** Latest end first: how the history comes. */
export const latestFirst: SortOrder = { column: 'ended', isDescending: true }

export function isLatestFirst({ column, isDescending }: SortOrder): boolean {
  return column === latestFirst.column && isDescending
}

/** These runs in another order; equal ones stay latest first, as they come. */
export function sortedRuns(runs: readonly EndedRun[], { column, isDescending }: SortOrder): EndedRun[] {
  const compare = comparisons[column]
  if (!compare) return [...runs]
  const direction = isDescending ? -1 : 1
  return runs.toSorted((a, b) => direction * compare(a, b))
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
/** A run that never started has no run time: less than any. */
const runTimeOf = ({ runTime = -1 }: EndedRun): number => runTime

const comparisons: Record<string, (a: EndedRun, b: EndedRun) => number> = {
  outcome: (a, b) => a.outcome.kind.localeCompare(b.outcome.kind),
  name: (a, b) => names.compare(a.name, b.name),
  waited: (a, b) => a.waitTime - b.waitTime,
  ran: (a, b) => runTimeOf(a) - runTimeOf(b),
  ended: (a, b) => a.sequence - b.sequence,
}
