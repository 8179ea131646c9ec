import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { PoolStatus } from '../src-main/contract/pool.ts'
import type { Outcome } from '../src-main/contract/run.ts'

export const endedFilters = ['all', 'failed', 'succeeded', 'terminated', 'cancelled', 'lost'] as const
export type EndedFilter = (typeof endedFilters)[number]

/** Each outcome under one filter, as the pool counts them: a run that timed out was ended by us. */
const groups: Record<Outcome['kind'], Exclude<EndedFilter, 'all'>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  'could-not-start': 'failed',
  terminated: 'terminated',
  'timed-out': 'terminated',
  cancelled: 'cancelled',
  lost: 'lost',
}

/** The outcomes that a filter shows; undefined for every one. */
export function outcomesOf(filter: EndedFilter): Outcome['kind'][] | undefined {
  if (filter === 'all') return undefined
  return (Object.keys(groups) as Outcome['kind'][]).filter((kind) => groups[kind] === filter)
}

/** How many runs of the whole history each filter shows. */
export function countsOf({ ended }: Pick<PoolStatus, 'ended'>): Record<EndedFilter, number> {
  const { succeeded, failed, couldNotStart, terminated, cancelled, lost } = ended
  return {
    all: succeeded + failed + couldNotStart + terminated + cancelled + lost,
    failed: failed + couldNotStart,
    succeeded,
    terminated,
    cancelled,
    lost,
  }
}

/** Which ended runs the Queue page shows; kept while another page is shown, and set by what leads there. */
export const useEndedFilter = defineStore('ended-filter', () => {
  const filter = ref<EndedFilter>('all')
  /** As it is typed. */
  const search = ref('')
  return {
    filter,
    search,
    show(chosen: EndedFilter): void {
      filter.value = chosen
      search.value = ''
    },
  }
})
