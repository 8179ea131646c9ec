import type { HistoryPage } from '../../../src-main/contract/history-page.ts'
import { limits } from '../../../src-main/contract/limits.ts'
import type { EndedRun, RunId } from '../../../src-main/contract/run.ts'
import { type DenseRow, flatRows } from '../../ui/dense-table.ts'
import { keyOf } from './queue-window.ts'

type Rows = readonly DenseRow<EndedRun>[]

/** The part of the history that the window holds, latest end first: its newest runs, and pages of older ones. */
export interface HistoryList {
  /** All that match, from `anchor` on. */
  head: Rows
  /** The place in the history that the first page lies before; undefined: the pages begin with the latest run. */
  anchor: number | undefined
  /** Place of the latest run that `head` has taken account of. */
  top: number
  /** Without holes between them. */
  pages: readonly ListPage[]
}

interface ListPage {
  /** What it was read with. */
  before: number | undefined
  /** What the page after it is read with; undefined for the last. */
  next: number | undefined
  length: number
  /** Undefined once it was let go: read again when it comes in sight. */
  rows: Rows | undefined
}

/** The newest runs that match, of a stretch of the history without gaps; both places undefined where it is empty. */
export interface Newest {
  runs: readonly EndedRun[]
  floor: number | undefined
  top: number | undefined
}

/** Runs in a page. */
export const pageSize = 200
/** Pages whose rows are held at most; those farthest from what was read last go first. */
const mostPages = 25
/** Rows of the head at most: beyond, the older half become pages. */
const longestHead = 2 * limits.endedRuns
/** Runs that are held at most, so that they can be sorted. */
export const mostSorted = mostPages * pageSize

export const emptyList: HistoryList = { head: [], anchor: undefined, top: 0, pages: [] }

const rowsFrom = (runs: readonly EndedRun[]): Rows => flatRows(runs, keyOf)

/** Whether the list goes on with these: otherwise runs in between may be missing. */
export function isContinued({ anchor, top }: HistoryList, { floor }: Newest): boolean {
  return anchor !== undefined && floor !== undefined && floor >= anchor && floor <= top + 1
}

/** The list with what has ended meanwhile, begun again if it is not continued. `inSight`: index of the first row in sight. */
export function withNewest(list: HistoryList, newest: Newest, inSight = 0): HistoryList {
  const { runs, floor, top } = newest
  const head = rowsFrom(runs)
  if (!isContinued(list, newest)) return { head, anchor: floor, top: top ?? 0, pages: [] }
  const older = list.head.filter(({ row }) => row.sequence < (floor ?? 0))
  return withShorterHead({ ...list, head: [...head, ...older], top: top ?? 0 }, inSight)
}

/** With the older half of a long head as pages. */
function withShorterHead(list: HistoryList, inSight: number): HistoryList {
  if (list.head.length <= longestHead) return list
  const head = list.head.slice(0, limits.endedRuns)
  const pages: ListPage[] = []
  let before = head.at(-1)?.row.sequence
  for (let start = head.length; start < list.head.length; start += pageSize) {
    const rows = list.head.slice(start, start + pageSize)
    const isLast = start + pageSize >= list.head.length
    const next = isLast ? list.anchor : rows.at(-1)?.row.sequence
    pages.push({ before, next, length: rows.length, rows })
    before = next
  }
  const all = [...pages, ...list.pages]
  const near = Math.floor((inSight - head.length) / pageSize)
  return { ...list, head, anchor: pages[0]?.before, pages: holdingNearest(all, near) }
}

/** With the rows of those pages alone that are nearest to the one with this index. */
function holdingNearest(pages: readonly ListPage[], index: number): ListPage[] {
  const held = pages.flatMap(({ rows }, at) => (rows ? [at] : []))
  const nearest = new Set(held.toSorted((a, b) => Math.abs(a - index) - Math.abs(b - index)).slice(0, mostPages))
  return pages.map((page, at) => (nearest.has(at) ? page : { ...page, rows: undefined }))
}

/** The list without these runs. */
export function withoutRuns(list: HistoryList, runIds: ReadonlySet<RunId>): HistoryList {
  const isKept = ({ row }: DenseRow<EndedRun>) => !runIds.has(row.runId)
  const pages = list.pages.map((page) => {
    const rows = page.rows?.filter(isKept)
    return rows ? { ...page, rows, length: rows.length } : page
  })
  return { ...list, head: list.head.filter(isKept), pages }
}

/** What the page with this index is read with, which may be the one after the last. */
export function placeOfPage({ anchor, pages }: HistoryList, index: number): number | undefined {
  return index === 0 ? anchor : (pages[index]?.before ?? pages[index - 1]?.next)
}

/** The list with a page that was read: one of those there, or the one after the last. */
export function withPage(list: HistoryList, index: number, read: HistoryPage): HistoryList {
  const following = list.pages[index + 1]
  // Where runs were cleared since, more was read than belongs here.
  const runs = following ? read.runs.filter(({ sequence }) => sequence >= (following.before ?? 0)) : read.runs
  const page: ListPage = {
    before: placeOfPage(list, index),
    next: following ? following.before : read.next,
    length: runs.length,
    rows: rowsFrom(runs),
  }
  const pages = [...list.pages.slice(0, index), page, ...list.pages.slice(index + 1)]
  return { ...list, pages: holdingNearest(pages, index) }
}
