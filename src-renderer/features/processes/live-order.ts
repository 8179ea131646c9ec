import type { RunId } from '../../../src-main/contract/run.ts'
import type { LiveRow } from '../../mirror-state.ts'
import type { SortOrder } from '../../ui/dense-table.ts'

/** Milliseconds between two sorts by the same column: rows that jump more often cannot be clicked. */
const sortInterval = 1_000

type Sortable = number | string
const stateOrder = { running: 0, starting: 1, suspended: 2, stopping: 3 }

const valueOf: Record<string, (live: LiveRow) => Sortable> = {
  pid: ({ run }) => run.pid ?? Number.MAX_SAFE_INTEGER,
  name: ({ run }) => run.name.toLowerCase(),
  command: ({ run }) => run.command,
  state: ({ run }) => stateOrder[run.state],
  cpu: ({ run }) => run.totals?.cpu ?? 0,
  memory: ({ run }) => run.totals?.memory ?? 0,
  // The longer it runs, the earlier it started.
  time: ({ run }) => -(run.startedAt ?? Number.MAX_SAFE_INTEGER),
}

function compare(one: Sortable, other: Sortable): number {
  if (typeof one === 'string' && typeof other === 'string') return one.localeCompare(other, 'en', { numeric: true })
  return Number(one) - Number(other)
}

/** Runs in the order of a column. New runs come last until the next sort. */
export class LiveOrder {
  #ranks = new Map<RunId, number>()
  #sortedAt = Number.NEGATIVE_INFINITY
  #sort: SortOrder | undefined

  /** `now`: milliseconds of any clock. Equal runs keep the order in which they are given. */
  apply(runs: readonly LiveRow[], sort: SortOrder, now: number): LiveRow[] {
    const isDue = now - this.#sortedAt >= sortInterval || sort !== this.#sort
    if (isDue) {
      this.#sort = sort
      this.#sortedAt = now
      this.#ranks = new Map(sorted(runs, sort).map(({ run }, rank) => [run.runId, rank]))
    }
    const rank = ({ run }: LiveRow) => this.#ranks.get(run.runId) ?? Number.MAX_SAFE_INTEGER
    return [...runs].sort((one, other) => rank(one) - rank(other))
  }
}

function sorted(runs: readonly LiveRow[], { column, isDescending }: SortOrder): LiveRow[] {
  const value = valueOf[column]
  if (!value) return [...runs]
  const direction = isDescending ? -1 : 1
  return runs
    .map((live) => ({ live, value: value(live) }))
    .sort((one, other) => direction * compare(one.value, other.value))
    .map(({ live }) => live)
}
