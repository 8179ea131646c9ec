import type { EndedRun } from '../../../src-main/contract/run.ts'
import type { RowSource } from '../../ui/dense-table.ts'
import type { HistoryList } from './history-list.ts'

/** Rows by their indexes, both ends included. */
export interface Stretch {
  first: number
  last: number
}

/** Whether older runs than these match. `expected`: how many do altogether, where that is known. */
export function hasMore({ head, pages }: HistoryList, expected: number | undefined): boolean {
  const last = pages.at(-1)
  return last ? last.next !== undefined : expected === undefined || expected > head.length
}

/** Of the pages over these rows, the first that was let go; the one after the last where rows beyond are wanted and there. */
export function pageToRead(
  list: HistoryList,
  { first, last }: Stretch,
  expected: number | undefined,
): number | undefined {
  let start = list.head.length
  for (const [index, page] of list.pages.entries()) {
    const end = start + page.length
    if (!page.rows && start <= last && end > first) return index
    start = end
  }
  return last >= start && hasMore(list, expected) ? list.pages.length : undefined
}

/** All runs that are held, in order. */
export function heldRuns({ head, pages }: HistoryList): EndedRun[] {
  return [...head, ...pages.flatMap(({ rows }) => rows ?? [])].map(({ row }) => row)
}

/** The list as a table's rows, with holes where nothing is held, and `beyond` of them at the end. */
export function rowsOf({ head, pages }: HistoryList, beyond: number): RowSource<EndedRun> {
  const starts: number[] = []
  let length = head.length
  for (const page of pages) {
    starts.push(length)
    length += page.length
  }
  let indexes: Map<string, number> | undefined
  return {
    length: length + beyond,
    at(index) {
      if (index < head.length) return head[index]
      const page = starts.findLastIndex((start) => start <= index)
      return pages[page]?.rows?.[index - (starts[page] ?? 0)]
    },
    indexOf(key) {
      indexes ??= new Map([
        ...head.map((row, at) => [row.key, at] as const),
        ...pages.flatMap(
          ({ rows }, page) => rows?.map((row, at) => [row.key, (starts[page] ?? 0) + at] as const) ?? [],
        ),
      ])
      return indexes.get(key) ?? -1
    },
  }
}
