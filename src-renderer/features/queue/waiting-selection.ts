import { type ComputedRef, type Ref, computed, shallowRef, watch } from 'vue'
import type { QueuedRun, RunId } from '../../../src-main/contract/run.ts'
import { useMirror } from '../../mirror.ts'
import { useShownRun } from '../../shown-run.ts'
import type { RowSource } from '../../ui/dense-table.ts'
import { type Selection, keepPresent, nothingSelected } from '../../ui/selection.ts'
import { everyWaiting } from './every-waiting.ts'
import type { QueueRows } from './queue-rows.ts'
import { keyOf } from './queue-window.ts'
import type { RunActions } from './run-actions.ts'
import { useWholeSelection } from './whole-selection.ts'

export interface WaitingSelection {
  selection: Ref<Selection>
  selected: ComputedRef<readonly RunId[]>
  /** Also those that are not loaded. */
  selectEvery(): Promise<void>
  cancel(): Promise<void>
  moveToFront(): Promise<void>
  copyCommands(): Promise<void>
}

/** Which waiting runs are selected, and what is done with them. The Output panel follows the cursor. */
export function useWaitingSelection(
  rows: Ref<RowSource<QueuedRun>>,
  find: QueueRows['find'],
  actions: RunActions,
): WaitingSelection {
  const mirror = useMirror()
  const shownRun = useShownRun()
  const selection = shallowRef<Selection>(nothingSelected)
  const selected = computed(() => [...selection.value.keys].map((key) => Number(key) as RunId))
  const { selectEvery, withSelected } = useWholeSelection(selection, async () => (await everyWaiting())?.map(keyOf))

  // Rows that are not loaded may well be there: only a run that is known to have started or ended leaves the selection.
  watch(rows, () => {
    const live = mirror.liveRows()
    const ended = new Set(mirror.ended.map(({ runId }) => runId))
    const isThere = (key: string) => {
      const runId = Number(key) as RunId
      return rows.value.length > 0 && !live.has(runId) && !ended.has(runId)
    }
    selection.value = keepPresent(selection.value, isThere)
  })
  watch(
    () => selection.value.cursor,
    (cursor) => {
      if (cursor !== undefined) shownRun.follow(Number(cursor) as RunId)
    },
  )

  return {
    selection,
    selected,
    selectEvery,
    cancel: () =>
      withSelected(async () => {
        const runIds = selected.value
        if (!(await actions.cancel(runIds))) return
        const keys = new Set(selection.value.keys)
        for (const runId of runIds) keys.delete(keyOf({ runId }))
        selection.value = { ...selection.value, keys }
      }),
    moveToFront: () =>
      withSelected(async () => {
        const runs = await find(selection.value.keys)
        if (runs) await actions.moveToFront(runs.map(({ runId }) => runId))
      }),
    copyCommands: () =>
      withSelected(async () => {
        const runs = await find(selection.value.keys)
        if (runs) await actions.copyCommands(runs)
      }),
  }
}
