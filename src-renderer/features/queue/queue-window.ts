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

/** Pages that are held at most; those farthest from the rows in sight go first. */
const mostPages = 50

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

/** The window with a page that was read. Pages neither wanted nor of this revision are let go, and the farthest of too many. */
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
  const nearest = kept.toSorted(([a], [b]) => Math.abs(a - page) - Math.abs(b - page)).slice(0, mostPages - 1)
  return { pages: new Map([...nearest, [page, { revision: read.queueRevision, rows }]]) }
}

/** The runs with these keys in the order of the queue; undefined where one is not held. */
export function heldRuns(held: QueueWindow, keys: ReadonlySet<string>): QueuedRun[] | undefined {
  const pages = [...held.pages].toSorted(([a], [b]) => a - b)
  const runs = new Map<string, QueuedRun>()
  for (const [, { rows }] of pages) for (const { key, row } of rows) if (keys.has(key)) runs.set(key, row)
  return runs.size === keys.size ? [...runs.values()] : undefined
}

/** The queue as a table's rows: `depth` long, with holes where no page is held. */
export function rowsOf(held: QueueWindow, depth: number): RowSource<QueuedRun> {
  return {
    length: depth,
    at: (index) => held.pages.get(Math.floor(index / pageSize))?.rows[index % pageSize],
    indexOf(key) {
      for (const [page, { rows }] of held.pages) {
        const at = rows.findIndex((row) => row.key === key)
        if (at >= 0 && page * pageSize + at < depth) return page * pageSize + at
      }
      return -1
    },
  }
}

export function keyOf({ runId }: Pick<QueuedRun, 'runId'>): string {
  return String(runId)
}
