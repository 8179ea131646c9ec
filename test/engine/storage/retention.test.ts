import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import { logFile } from '../../../src-main/engine/runs/log-file.ts'
import { outcomeCounts, setCounter } from '../../../src-main/engine/storage/counters.ts'
import type { RequestedWrite } from '../../../src-main/engine/storage/messages.ts'
import { type Keeping, Retention } from '../../../src-main/engine/storage/retention.ts'
import { RetentionClock } from '../../../src-main/engine/storage/retention-clock.ts'
import { Store, makeFolder } from './store.ts'

const day = 24 * 60 * 60 * 1_000
const now = Date.UTC(2026, 10, 26)
const everything: Keeping = { keptRuns: null, keptDays: null, keptLogBytes: null }

function retain(store: Store, keeping: Partial<Keeping>, at: number | undefined): void {
  const retention = new Retention(store.database, join(store.folder, 'logs'))
  for (let step = 0; step < 100; step++) if (retention.advance({ ...everything, ...keeping }, at).isDone) return
}

describe('retention by age', () => {
  it('deletes what is older than the limit, with its log, and nothing while the clock is not believed', () => {
    const store = Store.open(makeFolder())
    const [old, young] = store.ended(now - 91 * day, now - 89 * day) as [RunId, RunId]
    retain(store, { keptDays: 90 }, undefined)
    expect(store.runIds).toEqual([old, young])
    retain(store, { keptDays: 90 }, now)
    expect(store.runIds).toEqual([young])
    expect(existsSync(logFile(join(store.folder, 'logs'), old, 1))).toBe(false)
  })

  it('keeps a run that ended while the clock was years back as long as those that ended before it', () => {
    const store = Store.open(makeFolder())
    const runIds = store.ended(now - 10 * day, now - 3_650 * day, now - day)
    retain(store, { keptDays: 90 }, now)
    expect(store.runIds).toEqual(runIds)
    retain(store, { keptDays: 90 }, now + 85 * day)
    expect(store.runIds).toEqual(runIds.slice(2))
  })

  it('passes over runs that ended while the clock was ahead, and deletes those behind them', () => {
    const store = Store.open(makeFolder())
    const ahead = store.ended(...Array.from({ length: 70 }, () => now + 300 * day))
    store.ended(now - 95 * day, now - 94 * day)
    retain(store, { keptDays: 90 }, now)
    expect(store.runIds).toEqual(ahead)
  })

  it('deletes by number whatever the clock says', () => {
    const store = Store.open(makeFolder())
    const runIds = store.ended(now, now, now)
    retain(store, { keptRuns: 1, keptDays: 90 }, undefined)
    expect(store.runIds).toEqual(runIds.slice(2))
  })

  it('does not take the counters of single pools for runs of their own', () => {
    const store = Store.open(makeFolder())
    const runIds = store.ended(now, now, now)
    setCounter(store.database, 'ended:gpu:succeeded', 3)
    retain(store, { keptRuns: 3 }, now)
    expect(store.runIds).toEqual(runIds)
  })
})

describe('the time that retention goes by', () => {
  it.each([
    ['a year ahead', 365],
    ['ten years back', -3_650],
  ])('is noted from one host to the next: a start with a clock %s is known by it', (_name, days) => {
    const folder = makeFolder()
    const store = Store.open(folder)
    store.ended(now)
    expect(new RetentionClock(store.database).look(now, 0)).toBe(now)
    store.database.exec('UPDATE runs SET ended_at = 0')
    const other = new RetentionClock(store.database)
    expect(other.look(now + days * day, 0)).toBeUndefined()
    expect(other.doubt).toEqual({ now: now + days * day, before: now })
    expect(new RetentionClock(store.database).look(now + 1_000, 0)).toBe(now + 1_000)
  })

  it('begins with the newest end in a database of an earlier version', () => {
    const store = Store.open(makeFolder())
    store.ended(now - day)
    expect(new RetentionClock(store.database).look(now + 365 * day, 0)).toBeUndefined()
  })
})

describe('the answer of a function', () => {
  const answer = { result: '"secret"', error: null }
  const answers = (store: Store): unknown[] => store.database.prepare('SELECT run_id FROM answers').all()

  function withAnswers(): { store: Store; runIds: RunId[] } {
    const store = Store.open(makeFolder())
    const runIds = store.submit(3)
    for (const runId of runIds) store.end(runId, { answer, endedAt: now - 95 * day })
    return { store, runIds }
  }

  it.each([
    ['is too old', (store: Store) => retain(store, { keptDays: 90 }, now)],
    ['is one too many', (store: Store) => retain(store, { keptRuns: 0 }, now)],
    [
      'was cleared with all others',
      (store: Store) => {
        store.write({ type: 'clear', runIds: undefined, upTo: 3 })
        retain(store, {}, now)
      },
    ],
    [
      'was cleared by its id',
      (store: Store) => {
        store.write({ type: 'clear', runIds: store.runIds, upTo: 3 })
        retain(store, {}, now)
      },
    ],
  ])('is deleted with its run if that %s', (_name, act) => {
    const { store } = withAnswers()
    expect(answers(store)).toHaveLength(3)
    act(store)
    expect(answers(store)).toEqual([])
  })
})

describe('the counts', () => {
  const succeeded = (store: Store): number => outcomeCounts(store.database).succeeded

  it('go down by what is cleared, however often and in whichever way', () => {
    const store = Store.open(makeFolder())
    const runIds = store.ended(now, now, now, now)
    const [first] = runIds as [RunId]
    const one: RequestedWrite = { type: 'clear', runIds: [first], upTo: 4 }
    const { cleared } = store.write(one, one)
    expect(cleared).toEqual([
      { runIds: [first], outcomes: { succeeded: 1 } },
      { runIds: [], outcomes: {} },
    ])
    const all = { type: 'clear', runIds: undefined, upTo: 3 } as const
    expect(store.write(all, all).cleared).toEqual([
      { upTo: 3, outcomes: { succeeded: 2 } },
      { upTo: 3, outcomes: {} },
    ])
    expect(store.write({ ...one, runIds: runIds.slice(0, 3) }).cleared).toEqual([{ runIds: [], outcomes: {} }])
    expect(succeeded(store)).toBe(1)
    retain(store, {}, now)
    expect([succeeded(store), store.runIds]).toEqual([1, runIds.slice(3)])
  })

  it('are right if retention deletes the same runs', () => {
    const store = Store.open(makeFolder())
    const runIds = store.ended(now, now)
    retain(store, { keptRuns: 1 }, now)
    expect(store.write({ type: 'clear', runIds, upTo: 2 }).cleared).toEqual([
      { runIds: [runIds[1]], outcomes: { succeeded: 1 } },
    ])
    expect(succeeded(store)).toBe(0)
  })
})
