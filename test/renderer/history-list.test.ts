import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EndedRun, RunId } from '../../src-main/contract/run.ts'
import { hasMore, heldRuns, pageToRead, rowsOf } from '../../src-renderer/features/queue/history-list-rows.ts'
import {
  type HistoryList,
  emptyList,
  pageSize,
  placeOfPage,
  withNewest,
  withPage,
  withoutRuns,
} from '../../src-renderer/features/queue/history-list.ts'
import { endedRun } from './sample-runs.ts'

/** Runs from `newest` down to `oldest`. */
const runs = (newest: number, oldest: number): EndedRun[] =>
  Array.from({ length: Math.max(0, newest - oldest + 1) }, (_, index) => endedRun(newest - index))
const newestOf = (list: EndedRun[]) => ({ runs: list, floor: list.at(-1)?.sequence, top: list[0]?.sequence })
const sequences = (list: HistoryList): number[] => heldRuns(list).map(({ sequence }) => sequence)

/** The host's answer: of the runs 1 to `last` without `cleared`. */
function hostPage(before: number | undefined, last: number, cleared: ReadonlySet<number> = new Set()) {
  const matching = runs(last, 1).filter(({ sequence }) => !cleared.has(sequence))
  const following = matching.filter(({ sequence }) => before === undefined || sequence < before)
  const page = following.slice(0, pageSize)
  return { runs: page, ...(following.length > pageSize && { next: page.at(-1)?.sequence }) } as {
    runs: EndedRun[]
    next?: number
  }
}
function readOn(list: HistoryList, last: number): HistoryList {
  return withPage(list, list.pages.length, hostPage(placeOfPage(list, list.pages.length), last))
}

describe('the window’s part of the history', () => {
  it('goes on from the newest runs with pages of older ones, without a hole', () => {
    let list = withNewest(emptyList, newestOf(runs(1_500, 501)))
    expect(hasMore(list, 1_500)).toBe(true)
    while (hasMore(list, 1_500)) list = readOn(list, 1_500)
    expect(list.pages).toHaveLength(3)
    expect(sequences(list)).toEqual(runs(1_500, 1).map(({ sequence }) => sequence))
  })

  it('keeps what the mirror lets go of while runs end, and begins anew where some may be missing', () => {
    let list = withNewest(emptyList, newestOf(runs(1_500, 501)))
    list = readOn(list, 1_500)
    list = withNewest(list, newestOf(runs(1_600, 601)))
    expect(sequences(list)).toEqual(runs(1_600, 301).map(({ sequence }) => sequence))
    const few = withNewest(emptyList, newestOf(runs(10, 1)))
    const after = withNewest(few, newestOf(runs(1_200, 201)))
    expect(sequences(after)).toEqual(runs(1_200, 201).map(({ sequence }) => sequence))
    expect(placeOfPage(after, 0)).toBe(201)
  })

  it('keeps two thousand of the newest at most, and pages of what was newest before', () => {
    let list = emptyList
    for (let last = 1_000; last <= 20_000; last += 100) {
      list = withNewest(list, newestOf(runs(last, last - 999)))
      expect(list.head.length).toBeLessThanOrEqual(2_000)
      expect(list.pages.filter(({ rows }) => rows).length).toBeLessThanOrEqual(25)
    }
    const rows = rowsOf(list, 0)
    expect(rows.length).toBe(20_000)
    expect(rows.at(4_321)?.row.sequence).toBe(20_000 - 4_321)
    // One that was let go is read again, to the same place.
    const page = pageToRead(list, { first: 15_010, last: 15_030 }, 20_000)
    list = withPage(list, page ?? 0, hostPage(placeOfPage(list, page ?? 0), 20_000))
    expect(rowsOf(list, 0).at(15_020)?.row.sequence).toBe(20_000 - 15_020)
    expect(rowsOf(list, 0).length).toBe(20_000)
  })

  it('holds those of them that are near the rows in sight', () => {
    let list = emptyList
    for (let last = 1_000; last <= 20_000; last += 100) {
      const inSight = Math.max(0, last - 1_500)
      list = withNewest(list, newestOf(runs(last, last - 999)), inSight)
      expect(rowsOf(list, 0).at(inSight)?.row.sequence).toBe(last - inSight)
    }
    expect(rowsOf(list, 0).at(5_000)).toBeUndefined()
  })

  it('goes on with the pages that were read, once a long head has become pages', () => {
    let list = readOn(withNewest(emptyList, newestOf(runs(1_900, 901))), 1_900)
    for (let last = 2_000; last <= 4_000; last += 100) list = withNewest(list, newestOf(runs(last, last - 999)))
    expect(sequences(list)).toEqual(runs(4_000, 701).map(({ sequence }) => sequence))
    expect(sequences(readOn(list, 4_000))).toEqual(runs(4_000, 501).map(({ sequence }) => sequence))
  })

  it('drops what was cleared, wherever it is', () => {
    let list = readOn(withNewest(emptyList, newestOf(runs(1_100, 101))), 1_100)
    list = withoutRuns(list, new Set([1_050, 50] as RunId[]))
    expect(sequences(list)).toEqual(
      runs(1_100, 1)
        .map(({ sequence }) => sequence)
        .filter((sequence) => sequence !== 1_050 && sequence !== 50),
    )
    expect(withNewest(list, newestOf([])).head).toEqual([])
  })

  it('holds at most 25 pages, the nearest, and reads the others again as they come in sight', () => {
    let list = withNewest(emptyList, newestOf(runs(20_000, 19_001)))
    for (let count = 0; count < 60; count++) list = readOn(list, 20_000)
    expect(heldRuns(list).length).toBe(1_000 + 25 * pageSize)
    const rows = rowsOf(list, 0)
    expect(rows.length).toBe(1_000 + 60 * pageSize)
    expect(rows.at(1_000)).toBeUndefined()
    expect(rows.at(rows.length - 1)?.row.sequence).toBe(20_000 - rows.length + 1)
    const page = pageToRead(list, { first: 1_150, last: 1_180 }, 20_000)
    expect(page).toBe(0)
    list = withPage(list, 0, hostPage(placeOfPage(list, 0), 20_000))
    expect(rowsOf(list, 0).at(1_150)?.row.sequence).toBe(20_000 - 1_150)
  })

  it('has no run twice where a page is read again after some of it were cleared', () => {
    let list = withNewest(emptyList, newestOf(runs(9_000, 8_001)))
    for (let count = 0; count < 40; count++) list = readOn(list, 9_000)
    const cleared = new Set([7_990, 7_991])
    list = withPage(list, 0, hostPage(placeOfPage(list, 0), 9_000, cleared))
    list = withPage(list, 1, hostPage(placeOfPage(list, 1), 9_000, cleared))
    const held = sequences(list)
    expect(new Set(held).size).toBe(held.length)
    expect(held).toEqual(held.toSorted((a, b) => b - a))
  })

  it('asks for the page after the last only where rows beyond are wanted, and there are some', () => {
    const list = withNewest(emptyList, newestOf(runs(100, 1)))
    expect(pageToRead(list, { first: 0, last: 160 }, 100)).toBeUndefined()
    expect(pageToRead(list, { first: 0, last: 90 }, 200)).toBeUndefined()
    expect(pageToRead(list, { first: 0, last: 160 }, 200)).toBe(0)
    expect(pageToRead(emptyList, { first: 0, last: 60 }, undefined)).toBe(0)
    const end = withPage(list, 0, { runs: [] })
    expect(pageToRead(end, { first: 0, last: 160 }, 200)).toBeUndefined()
  })

  it('finds each row at its place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.nat(900), (pages, dropped) => {
        let list = withNewest(emptyList, newestOf(runs(2_000, 1_001)))
        for (let count = 0; count < pages; count++) list = readOn(list, 2_000)
        list = withoutRuns(list, new Set([(1_050 + dropped) as RunId, (1_000 - (dropped % 200)) as RunId]))
        const rows = rowsOf(list, 5)
        for (let index = 0; index < rows.length - 5; index += 7) {
          const row = rows.at(index)
          expect(row && rows.indexOf(row.key)).toBe(index)
        }
        expect(rows.at(rows.length - 1)).toBeUndefined()
      }),
    )
  })
})
