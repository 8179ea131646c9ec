import type { QueuedRun } from '../../../src-main/contract/run.ts'
import type { DenseRow, RowSource } from '../../ui/dense-table.ts'

/** The part of a long queue that the window holds: whole pages, all of one state of the queue or about to be. */
export interface QueueWindow {
  readonly pages: ReadonlyMap<number, QueuePage>
}

interface QueuePage {
  /** Of the queue when it was read. */
  revision: number
  rows: readonly DenseRow<QueuedRun>[]
}

/** Runs in a page: a few screens of rows. */
export const pageSize = 100

export const emptyWindow: QueueWindow = { pages: new Map() }

/** Indexes of the pages that hold these rows. */
export function pagesOver(first: number, last: number, depth: number): number[] {
  const end = Math.min(last, depth - 1)
  if (end < first) return []
  const from = Math.floor(first / pageSize)
  return Array.from({ length: Math.floor(end / pageSize) - from + 1 }, (_, index) => from + index)
}

/** Of these pages, the first that is missing or of an older state of the queue. */
export function nextToRead(held: QueueWindow, pages: readonly number[], revision: number): number | undefined {
  return pages.find((page) => held.pages.get(page)?.revision !== revision)
}

/** The window with a page that was read. Pages that are neither among the wanted ones nor of this revision are let go. */
export function withPage(
  held: QueueWindow,
  page: number,
  read: { queueRevision: number; runs: readonly QueuedRun[] },
  wanted: readonly number[],
): QueueWindow {
  const rows = read.runs.map((run) => ({ key: keyOf(run), row: run, version: 0, level: 1 }))
  const kept = [...held.pages].filter(
    ([index, { revision }]) => index !== page && (revision === read.queueRevision || wanted.includes(index)),
  )
  return { pages: new Map([...kept, [page, { revision: read.queueRevision, rows }]]) }
}

/** The queue as a table's rows: `depth` long, with holes where no page is held. */
export function rowsOf(held: QueueWindow, depth: number): RowSource<QueuedRun> {
  let indexes: Map<string, number> | undefined
  return {
    length: depth,
    at: (index) => held.pages.get(Math.floor(index / pageSize))?.rows[index % pageSize],
    indexOf(key) {
      indexes ??= new Map(
        [...held.pages].flatMap(([page, { rows }]) => rows.map((row, at) => [row.key, page * pageSize + at] as const)),
      )
      const index = indexes.get(key) ?? -1
      return index < depth ? index : -1
    },
  }
}

export function keyOf({ runId }: Pick<QueuedRun, 'runId'>): string {
  return String(runId)
}
