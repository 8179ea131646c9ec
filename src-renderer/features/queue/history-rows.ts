import { type Ref, computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { Failure } from '../../../src-main/contract/answer.ts'
import type { HistoryPage } from '../../../src-main/contract/history-page.ts'
import type { EndedRun } from '../../../src-main/contract/run.ts'
import { connection, request } from '../../client.ts'
import { type EndedFilter, countsOf, outcomesOf } from '../../ended-filter.ts'
import { useMirror } from '../../mirror.ts'
import { type RowSource, type SortOrder, flatRows, listSource } from '../../ui/dense-table.ts'
import { isLatestFirst, sortedRuns } from './ended-rows.ts'
import {
  emptyList,
  hasMore,
  heldRuns,
  isContinued,
  mostSorted,
  pageSize,
  pageToRead,
  placeOfPage,
  rowsOf,
  withNewest,
  withPage,
  withoutRuns,
} from './history-list.ts'
import { keyOf } from './queue-window.ts'
import { unawaited } from '../../unawaited.ts'

/** What is shown of the history. */
export interface HistoryQuery {
  filter: EndedFilter
  /** Without blanks around it; empty for every run. */
  text: string
}

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
/** Milliseconds between two looks at whether a search has new hits. */
const leastBetween = 1_000

/** The history, latest end first: the newest runs from the mirror, older ones and searches read by pages as they come in sight. */
export function useHistoryRows(query: Ref<HistoryQuery>, sort: Ref<SortOrder>): HistoryRows {
  const mirror = useMirror()
  const list = shallowRef(emptyList)
  const total = shallowRef<number>()
  const range = shallowRef({ first: 0, last: pageSize - 1 })
  const isSearching = shallowRef(false)
  const failure = shallowRef<Failure>()
  /** Grows with each question: an answer to an older one is dropped. */
  let question = 0
  let reading: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const expected = computed(() =>
    query.value.text === '' && mirror.pool ? countsOf(mirror.pool)[query.value.filter] : total.value,
  )
  const isMore = computed(() => hasMore(list.value, expected.value))
  const beyond = computed(() => (isMore.value ? Math.max(1, Math.min(pageSize, (expected.value ?? 1) - loaded())) : 0))
  const canSort = computed(() => (expected.value ?? (isMore.value ? Infinity : loaded())) <= mostSorted)
  const wanted = computed(() =>
    isLatestFirst(sort.value)
      ? { first: range.value.first - ahead, last: range.value.last + ahead }
      : { first: 0, last: mostSorted },
  )
  const rows = computed(() =>
    isLatestFirst(sort.value)
      ? rowsOf(list.value, beyond.value)
      : listSource(flatRows(sortedRuns(heldRuns(list.value), sort.value), keyOf)),
  )

  function loaded(): number {
    return rowsOf(list.value, 0).length
  }

  function ask(before: number | undefined): ReturnType<typeof request<'listHistory'>> {
    const { filter, text } = query.value
    const outcomes = outcomesOf(filter)
    return request('listHistory', {
      count: pageSize,
      ...(before !== undefined && { before }),
      ...(outcomes && { outcomes }),
      ...(text !== '' && { text }),
    })
  }

  async function read(): Promise<void> {
    const asked = question
    if (reading === asked || failure.value || !mirror.hasState) return
    reading = asked
    for (;;) {
      const isAnew = isSearching.value
      const page = isAnew ? 0 : pageToRead(list.value, wanted.value, expected.value)
      if (page === undefined) break
      const from = isAnew ? emptyList : list.value
      const answer = await ask(placeOfPage(from, page))
      if (asked !== question) return
      if (!answer.ok) {
        failure.value = answer
        break
      }
      if (isAnew) begin(answer.value)
      // Begun anew meanwhile: what was read belongs to nothing there.
      else if (placeOfPage(list.value, page) === placeOfPage(from, page)) take(page, answer.value)
    }
    if (reading === asked) reading = undefined
  }

  function begin(read: HistoryPage): void {
    total.value = undefined
    list.value = emptyList
    isSearching.value = false
    take(0, read)
  }

  function take(page: number, read: HistoryPage): void {
    if (read.total !== undefined) total.value = read.total
    if (read.isIncomplete) lookAgainSoon()
    list.value = withPage(list.value, page, read)
  }

  function takeNewest(): void {
    const { filter, text } = query.value
    const newest = mirror.ended
    if (text !== '') lookAgainSoon()
    else {
      const outcomes = outcomesOf(filter)
      const runs = outcomes ? newest.filter(({ outcome }) => outcomes.includes(outcome.kind)) : newest
      const all = { runs, floor: newest.at(-1)?.sequence, top: newest[0]?.sequence }
      const { first } = range.value
      // What is read far down is not begun anew under a person's eyes.
      if (first < Math.max(1, list.value.head.length) || isContinued(list.value, all))
        list.value = withNewest(list.value, all, first)
    }
  }

  /** New runs may match what is searched for; whoever looks at the first rows sees them come. */
  function lookAgainSoon(): void {
    if (timer !== undefined || range.value.first > 0) return
    timer = setTimeout(() => unawaited(lookAgain()), leastBetween)
  }

  async function lookAgain(): Promise<void> {
    timer = undefined
    const asked = question
    if (query.value.text === '' || isSearching.value) return
    const answer = await ask(undefined)
    if (asked === question && answer.ok && range.value.first <= 0) begin(answer.value)
  }

  function begun(): void {
    range.value = { first: 0, last: range.value.last - range.value.first }
    readAnew()
  }

  function readAnew(): void {
    question++
    failure.value = undefined
    isSearching.value = query.value.text !== ''
    if (!isSearching.value) {
      list.value = emptyList
      takeNewest()
    }
    unawaited(read())
  }

  function retry(): void {
    failure.value = undefined
    unawaited(read())
  }

  watch(query, begun, { immediate: true })
  watch([() => mirror.ended, () => range.value.first < list.value.head.length], takeNewest)
  watch([wanted, list, expected], () => unawaited(read()))
  // What was cleared while there was no connection is not told.
  watch(() => connection.value.state === 'connected', readAnew)
  const stop = mirror.onCleared((runIds) => {
    list.value = withoutRuns(list.value, new Set(runIds))
  })
  onScopeDispose(() => {
    question++
    clearTimeout(timer)
    stop()
  })

  return {
    rows,
    isSearching,
    failure,
    canSort,
    show(first, last) {
      if (range.value.first !== first || range.value.last !== last) range.value = { first, last }
    },
    retry,
  }
}
