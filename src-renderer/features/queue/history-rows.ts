import { type Ref, computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { Failure } from '../../../src-main/contract/answer.ts'
import type { EndedRun } from '../../../src-main/contract/run.ts'
import { connection } from '../../client.ts'
import { useMirror } from '../../mirror.ts'
import { type RowSource, type SortOrder, flatRows, listSource } from '../../ui/dense-table.ts'
import { unawaited } from '../../unawaited.ts'
import { isLatestFirst, sortedRuns } from './ended-rows.ts'
import { mostSorted, pageSize } from './history-list.ts'
import { hasMore, heldRuns, rowsOf } from './history-list-rows.ts'
import type { HistoryQuery } from './history-query.ts'
import { HistoryQuestion } from './history-question.ts'
import { keyOf } from './queue-window.ts'

export interface HistoryRows {
  rows: Ref<RowSource<EndedRun>>
  /** What was asked for is not here yet: the rows are still those of the question before. */
  isSearching: Ref<boolean>
  /** Reading stopped with this, until `retry`. */
  failure: Ref<Failure | undefined>
  /** All that matches can be held, and so be put in another order than latest first. */
  canSort: Ref<boolean>
  /** Tells which rows are in sight. */
  show: (first: number, last: number) => void
  retry: () => void
}

/** Rows that are read ahead of those in sight. */
const ahead = 60

/** The rows of the history, latest end first or sorted, read as they come in sight. */
export function useHistoryRows(query: Ref<HistoryQuery>, sort: Ref<SortOrder>): HistoryRows {
  const mirror = useMirror()
  const range = shallowRef({ first: 0, last: pageSize - 1 })
  const wanted = computed(() => {
    const { first, last } = range.value
    const stretch = isLatestFirst(sort.value)
      ? { first: first - ahead, last: last + ahead }
      : { first: 0, last: mostSorted }
    return { ...stretch, inSight: first }
  })

  const question = () => new HistoryQuestion(query.value, mirror, () => wanted.value)
  const asked = shallowRef(question())
  /** Whose rows are shown: those of the question before until the first runs are here. */
  const answered = shallowRef(asked.value)
  watch(
    [asked, () => asked.value.isAnswered.value] as const,
    ([current, isAnswered]) => {
      if (isAnswered) answered.value = current
    },
    { flush: 'sync' },
  )
  const list = computed(() => answered.value.list.value)
  const expected = computed(() => answered.value.expected)
  const loaded = computed(() => rowsOf(list.value, 0).length)
  const isMore = computed(() => hasMore(list.value, expected.value))
  const beyond = computed(() =>
    isMore.value ? Math.max(1, Math.min(pageSize, (expected.value ?? 1) - loaded.value)) : 0,
  )
  const rows = computed(() =>
    isLatestFirst(sort.value)
      ? rowsOf(list.value, beyond.value)
      : listSource(flatRows(sortedRuns(heldRuns(list.value), sort.value), keyOf)),
  )

  function ask(): void {
    asked.value.end()
    asked.value = question()
    unawaited(asked.value.read())
  }

  watch(query, () => {
    range.value = { first: 0, last: range.value.last - range.value.first }
    ask()
  })
  // What was cleared while there was no connection is not told.
  watch(() => connection.value.state === 'connected', ask)
  watch([() => mirror.ended, () => range.value.first < asked.value.list.value.head.length], () => {
    asked.value.takeNewest()
  })
  watch([wanted, () => asked.value.list.value, () => asked.value.expected], () => unawaited(asked.value.read()))
  const stop = mirror.onCleared((runIds) => {
    const cleared = new Set(runIds)
    for (const each of new Set([asked.value, answered.value])) each.forget(cleared)
  })
  onScopeDispose(() => {
    asked.value.end()
    stop()
  })
  unawaited(asked.value.read())

  return {
    rows,
    isSearching: computed(() => !asked.value.isAnswered.value),
    failure: computed(() => asked.value.failure.value),
    canSort: computed(() => (expected.value ?? (isMore.value ? Infinity : loaded.value)) <= mostSorted),
    show(first, last) {
      if (range.value.first !== first || range.value.last !== last) range.value = { first, last }
    },
    retry: () => {
      asked.value.retry()
    },
  }
}
