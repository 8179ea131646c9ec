import type { EndedRun, Outcome } from '../../../src-main/contract/run.ts'
import type { SortOrder } from '../../ui/dense-table.ts'

export const endedFilters = ['all', 'failed', 'succeeded', 'terminated', 'cancelled'] as const
export type EndedFilter = (typeof endedFilters)[number]

const groups: Record<Outcome['kind'], EndedFilter> = {
  succeeded: 'succeeded',
  failed: 'failed',
  'timed-out': 'failed',
  'could-not-start': 'failed',
  lost: 'failed',
  terminated: 'terminated',
  cancelled: 'cancelled',
}

/** How many of these runs each filter shows. */
export function countByFilter(runs: readonly EndedRun[]): Record<EndedFilter, number> {
  const counts = { all: runs.length, failed: 0, succeeded: 0, terminated: 0, cancelled: 0 }
  for (const { outcome } of runs) counts[groups[outcome.kind]] += 1
  return counts
}

/** The runs that are shown, in their order; `runs` are newest first. The search looks at names and commands, in any case. */
export function endedRows(
  runs: readonly EndedRun[],
  { filter, search, sort }: { filter: EndedFilter; search: string; sort: SortOrder },
): EndedRun[] {
  const sought = search.trim().toLowerCase()
  const shown = runs.filter(
    (run) =>
      (filter === 'all' || groups[run.outcome.kind] === filter) &&
      (sought === '' || run.name.toLowerCase().includes(sought) || run.command.toLowerCase().includes(sought)),
  )
  const compare = comparisons[sort.column]
  // Newest first is how they come; sorting is stable, so equal ones stay so.
  if (!compare) return shown
  const direction = sort.isDescending ? -1 : 1
  return shown.sort((a, b) => direction * compare(a, b))
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
/** A run that never started has no run time: less than any. */
const runTimeOf = ({ runTime = -1 }: EndedRun): number => runTime

const comparisons: Record<string, (a: EndedRun, b: EndedRun) => number> = {
  outcome: (a, b) => a.outcome.kind.localeCompare(b.outcome.kind),
  name: (a, b) => names.compare(a.name, b.name),
  waited: (a, b) => a.waitTime - b.waitTime,
  ran: (a, b) => runTimeOf(a) - runTimeOf(b),
  ended: (a, b) => a.endedAt - b.endedAt,
}
