import { type ComputedRef, type Ref, computed } from 'vue'
import type { EndedRun } from '../../../src-main/contract/run.ts'
import type { RowSource } from '../../ui/dense-table.ts'
import type { Selection } from '../../ui/selection.ts'

/** The selected runs, also those whose rows were let go since. */
export function useChosenRuns(
  selection: Ref<Selection>,
  rows: Ref<RowSource<EndedRun>>,
): ComputedRef<readonly EndedRun[]> {
  let chosen = new Map<string, EndedRun>()
  return computed(() => {
    const next = new Map<string, EndedRun>()
    for (const key of selection.value.keys) {
      const run = rows.value.at(rows.value.indexOf(key))?.row ?? chosen.get(key)
      if (run) next.set(key, run)
    }
    chosen = next
    return [...next.values()]
  })
}
