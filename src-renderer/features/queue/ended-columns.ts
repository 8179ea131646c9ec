import { type ComputedRef, type Ref, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { DenseColumn } from '../../ui/dense-table.ts'
import { formatCount } from '../../ui/format.ts'
import { mostSorted } from './history-list.ts'

/** The columns of the ended runs. If there are too many to sort, none can be sorted by, and the last one says why. */
export function useEndedColumns(canSort: Ref<boolean>): ComputedRef<DenseColumn[]> {
  const { t } = useI18n()
  return computed(() => {
    const all: DenseColumn[] = [
      { id: 'outcome', label: t('queue.column.outcome'), width: '128px', sort: 'ascending' },
      { id: 'name', label: t('queue.column.name'), width: 'minmax(110px, 1fr)', sort: 'ascending' },
      { id: 'command', label: t('queue.column.command'), width: 'minmax(120px, 1.6fr)', hideBelow: 640 },
      { id: 'exit', label: t('queue.column.exit'), width: 'minmax(120px, 1fr)' },
      {
        id: 'waited',
        label: t('queue.column.waited'),
        width: '76px',
        align: 'end',
        sort: 'descending',
        hideBelow: 700,
      },
      { id: 'ran', label: t('queue.column.ran'), width: '84px', align: 'end', sort: 'descending' },
      { id: 'ended', label: t('queue.column.ended'), width: '88px', align: 'end', sort: 'descending' },
    ]
    if (canSort.value) return all
    const hint = t('queue.ended.latestFirst', { n: formatCount(mostSorted) })
    return all.map(({ sort: _sort, ...column }) => (column.id === 'ended' ? { ...column, hint } : column))
  })
}
