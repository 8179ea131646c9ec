import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wordsOfEnd } from '../../src-main/contract/outcome-words.ts'
import { type EndedRun, type Outcome, type QueuedRun, type RunId, outcomeKinds } from '../../src-main/contract/run.ts'
import { countsOf, endedFilters, outcomesOf } from '../../src-renderer/ended-filter.ts'
import { sortedRuns } from '../../src-renderer/features/queue/ended-rows.ts'
import {
  type QueueWindow,
  emptyWindow,
  heldRuns,
  nextToRead,
  pageSize,
  pagesOver,
  rowsOf,
  withPage,
} from '../../src-renderer/features/queue/queue-window.ts'

const summary = (runId: number, name = `run ${String(runId)}`) => ({
  runId: runId as RunId,
  name,
  command: `do ${name}`,
  isCommandCut: false,
  folder: '/',
  queuedAt: 0,
  attempt: 0,
})

describe('the window onto a long queue', () => {
  const queued = (position: number, runId = position + 1): QueuedRun => ({
    ...summary(runId),
    position,
    waitsFor: { kind: 'slot' },
  })
  const page = (index: number, queueRevision: number, length = pageSize) => ({
    queueRevision,
    runs: Array.from({ length }, (_, at) => queued(index * pageSize + at)),
  })

  test('reads the pages over the rows in sight, and none beyond the end', () => {
    expect(pagesOver(0, 30, 100_000)).toEqual([0])
    expect(pagesOver(95, 130, 100_000)).toEqual([0, 1])
    expect(pagesOver(95, 130, 99)).toEqual([0])
    expect(pagesOver(0, 30, 0)).toEqual([])
    expect(pagesOver(500, 530, 20)).toEqual([])
  })

  test('reads again what is of an older state of the queue', () => {
    const held = withPage(emptyWindow, 0, page(0, 7), [0])
    expect(nextToRead(held, [0], 7)).toBeUndefined()
    expect(nextToRead(held, [0, 1], 7)).toBe(1)
    expect(nextToRead(held, [0, 1], 8)).toBe(0)
  })

  test('shows rows where they are read and holes where they are not', () => {
    const rows = rowsOf(withPage(emptyWindow, 3, page(3, 1), [3]), 100_000)
    expect(rows.length).toBe(100_000)
    expect(rows.at(350)?.row.position).toBe(350)
    expect(rows.at(299)).toBeUndefined()
    expect(rows.indexOf('351')).toBe(350)
    expect(rows.indexOf('1')).toBe(-1)
  })

  test('lets pages of an older state go, but for those in sight', () => {
    let held: QueueWindow = emptyWindow
    for (const index of [0, 1, 2]) held = withPage(held, index, page(index, 1), [index])
    held = withPage(held, 1, page(1, 2), [1, 2])
    expect([...held.pages.keys()].sort()).toEqual([1, 2])
  })

  test('holds no more than fifty pages, those nearest to what was read last', () => {
    let held: QueueWindow = emptyWindow
    for (let index = 0; index < 200; index++) held = withPage(held, index, page(index, 1), [index])
    expect(held.pages.size).toBe(50)
    expect(Math.min(...held.pages.keys())).toBe(150)
  })

  test('finds runs in the order of the queue, or none where one is not held', () => {
    const held = withPage(withPage(emptyWindow, 1, page(1, 1), [1]), 0, page(0, 1), [0, 1])
    expect(heldRuns(held, new Set(['150', '3', '7']))?.map(({ runId }) => Number(runId))).toEqual([3, 7, 150])
    expect(heldRuns(held, new Set(['3', '250']))).toBeUndefined()
  })

  test('agrees with itself whatever is read in whatever order', () => {
    const reading = fc.record({ index: fc.nat(5), revision: fc.nat(3), length: fc.nat(pageSize) })
    fc.assert(
      fc.property(fc.array(reading), fc.nat(600), (readings, depth) => {
        let held: QueueWindow = emptyWindow
        for (const { index, revision, length } of readings)
          held = withPage(held, index, page(index, revision, length), [index])
        const rows = rowsOf(held, depth)
        for (let at = 0; at < depth; at += 7) {
          const row = rows.at(at)
          if (row) expect(rows.indexOf(row.key)).toBe(at)
        }
      }),
    )
  })
})

const outcomes: Outcome[] = [
  { kind: 'succeeded', exitStatus: { code: 0 } },
  { kind: 'failed', exitStatus: { code: 3 } },
  { kind: 'failed', exitStatus: { signal: 'SIGSEGV' } },
  { kind: 'terminated', exitStatus: { signal: 'SIGTERM' }, survivors: [] },
  { kind: 'timed-out', exitStatus: { signal: 'SIGKILL' }, survivors: [] },
  { kind: 'cancelled' },
  { kind: 'could-not-start', error: { code: 'ENOENT', message: 'There is no such program.' } },
  { kind: 'lost', code: 'machine-restarted', reason: 'The machine was restarted.' },
]

describe('the ended runs', () => {
  const runs: EndedRun[] = outcomes.map((outcome, index) => ({
    ...summary(index + 1, index === 2 ? 'Crash' : `step ${String(index + 1)}`),
    sequence: 8 - index,
    outcome,
    notes: [],
    endedAt: 0,
    waitTime: index * 10,
    ...(index < 5 && { runTime: (index * 7) % 5 }),
  }))
  const sorted = (column: string, isDescending: boolean) =>
    sortedRuns(runs, { column, isDescending }).map(({ runId }) => Number(runId))

  test('are each under one filter, besides “all”', () => {
    const shown = endedFilters.slice(1).map((filter) => outcomesOf(filter))
    expect(shown).toEqual([
      ['failed', 'could-not-start'],
      ['succeeded'],
      ['terminated', 'timed-out'],
      ['cancelled'],
      ['lost'],
    ])
    expect(shown.flat().sort()).toEqual(outcomeKinds.toSorted())
    expect(outcomesOf('all')).toBeUndefined()
  })

  test('are counted by the pool’s own numbers', () => {
    const ended = { succeeded: 100, failed: 20, terminated: 3, cancelled: 4, couldNotStart: 5, lost: 6 }
    expect(countsOf({ ended })).toEqual({
      all: 138,
      failed: 25,
      succeeded: 100,
      terminated: 3,
      cancelled: 4,
      lost: 6,
    })
  })

  test('are sorted by any column, runs that never started before all that did', () => {
    expect(sorted('ended', true)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(sorted('ended', false)).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
    expect(sorted('ran', false)).toEqual([6, 7, 8, 1, 4, 2, 5, 3])
    expect(sorted('waited', true)).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
    expect(sorted('name', false)[0]).toBe(3)
  })

  test('say how their process ended', () => {
    expect(outcomes.map((outcome) => wordsOfEnd(outcome)?.named)).toEqual([
      undefined,
      { code: 3 },
      { signal: 'SIGSEGV' },
      { signal: 'SIGTERM' },
      { signal: 'SIGKILL' },
      undefined,
      { message: 'There is no such program.' },
      {},
    ])
    expect(outcomes.map((outcome) => wordsOfEnd(outcome)?.key).at(-1)).toBe('machine-restarted')
  })
})
