import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EffectScope, effectScope, nextTick, shallowRef } from 'vue'
import { failure, success } from '../../src-main/contract/answer.ts'
import type { RequestInput } from '../../src-main/contract/contract.ts'
import type { HistoryPage } from '../../src-main/contract/history-page.ts'
import type { EndedRun } from '../../src-main/contract/run.ts'
import type { Delta } from '../../src-main/contract/snapshot.ts'
import { latestFirst } from '../../src-renderer/features/queue/ended-rows.ts'
import type { HistoryQuery } from '../../src-renderer/features/queue/history-query.ts'
import { type HistoryRows, useHistoryRows } from '../../src-renderer/features/queue/history-rows.ts'
import { useMirror } from '../../src-renderer/mirror.ts'
import { endedRun, snapshot } from './sample-runs.ts'

type Query = RequestInput<'listHistory'>

interface HostEnd {
  connection: { value: { state: string } }
  tell: (notice: unknown) => void
  snapshot: unknown
  asked: unknown[]
  answers: ((answer: unknown) => void)[]
}

/** Answers `listHistory` when the test says so. */
const host = vi.hoisted((): HostEnd => ({
  connection: { value: { state: 'connected' } },
  tell: () => undefined,
  snapshot: undefined,
  asked: [],
  answers: [],
}))

vi.mock('../../src-renderer/client.ts', () => ({
  get connection() {
    return host.connection
  },
  onNotice: (listener: (notice: unknown) => void) => {
    host.tell = listener
  },
  request: (name: string, input: unknown) => {
    if (name !== 'listHistory') return Promise.resolve(success(name === 'subscribe' ? host.snapshot : null))
    host.asked.push(input)
    return new Promise((resolve) => host.answers.push(resolve))
  },
}))

const turn = async () => {
  await new Promise((resolve) => setImmediate(resolve))
  await nextTick()
}
const runs = (newest: number, oldest: number): EndedRun[] =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => endedRun(newest - index))
const asked = () => host.asked as Query[]
const page = (list: EndedRun[], next?: number, total?: number): HistoryPage => ({
  runs: list,
  ...(next !== undefined && { next }),
  ...(total !== undefined && { total }),
})

let scope: EffectScope
let history: HistoryRows
const query = shallowRef<HistoryQuery>({ filter: 'all', text: '' })
const sort = shallowRef(latestFirst)

async function answer(value: unknown): Promise<void> {
  host.answers.shift()?.(value)
  await turn()
}

async function ask(change: Partial<HistoryQuery>): Promise<void> {
  query.value = { ...query.value, ...change }
  await turn()
}

const shown = () =>
  Array.from({ length: history.rows.value.length }, (_, index) => history.rows.value.at(index)?.row.sequence)

beforeEach(async () => {
  vi.stubGlobal('document', { hidden: false, addEventListener: () => undefined })
  host.connection = shallowRef({ state: 'connected' })
  host.asked.length = host.answers.length = 0
  setActivePinia(createPinia())
  const base = snapshot()
  const ended = { ...base.pool.ended, succeeded: 1_500 }
  const pools = [{ ...base.pool, ended }]
  host.snapshot = { ...base, pools, ended: runs(1_500, 501) }
  query.value = { filter: 'all', text: '' }
  sort.value = latestFirst
  useMirror().start()
  await turn()
  scope = effectScope()
  history = scope.run(() => useHistoryRows(query, sort))!
  await turn()
})

afterEach(() => {
  scope.stop()
})

describe('the rows of the history', () => {
  it('are those of the mirror until one comes near their end, then a page at a time', async () => {
    history.show(0, 30)
    await turn()
    expect(asked()).toEqual([])
    expect(history.rows.value.length).toBe(1_200)
    history.show(950, 980)
    await turn()
    expect(asked()).toEqual([{ count: 200, before: 501 }])
    await answer(success(page(runs(500, 301), 301)))
    expect(shown().slice(0, 1_200)).toEqual(runs(1_500, 301).map(({ sequence }) => sequence))
    expect(asked()).toHaveLength(1)
  })

  it('of another filter are asked for with its outcomes, without waiting for the answer to the one before', async () => {
    history.show(980, 999)
    await turn()
    await ask({ filter: 'failed' })
    expect(asked().map(({ outcomes }) => outcomes)).toEqual([undefined])
    await ask({ filter: 'terminated', text: 'x' })
    expect(asked().at(-1)).toEqual({ count: 200, outcomes: ['terminated', 'timed-out'], text: 'x' })
  })

  it('of a search stay those of before until it is answered, and late answers to older questions are dropped', async () => {
    await ask({ text: 'a' })
    expect(history.isSearching.value).toBe(true)
    expect(history.rows.value.length).toBeGreaterThan(1_000)
    await ask({ text: 'ab' })
    expect(asked().map(({ text }) => text)).toEqual(['a', 'ab'])
    const [first, second] = host.answers.splice(0)
    second?.(success(page([endedRun(7)])))
    await turn()
    first?.(success(page([endedRun(9)])))
    await turn()
    expect(shown()).toEqual([7])
    expect(history.isSearching.value).toBe(false)
  })

  it('say that reading failed, ask no more, and go on when told to', async () => {
    await ask({ text: 'a' })
    await answer(failure('storage-failed', 'no'))
    expect(history.failure.value?.message).toBe('no')
    history.show(0, 40)
    await turn()
    expect(asked()).toHaveLength(1)
    history.retry()
    await answer(success(page([endedRun(7)])))
    expect([history.failure.value, shown()]).toEqual([undefined, [7]])
  })

  it('can be sorted where all of them fit, and are then read to the end', async () => {
    history.show(0, 30)
    expect(history.canSort.value).toBe(true)
    sort.value = { column: 'ended', isDescending: false }
    await turn()
    for (const [newest, oldest, next] of [
      [500, 301, 301],
      [300, 101, 101],
      [100, 1, undefined],
    ] as const) {
      await answer(success(page(runs(newest, oldest), next)))
    }
    expect(shown()).toEqual(runs(1_500, 1).map((run) => 1_501 - run.sequence))
    sort.value = latestFirst
    await ask({ text: 'a' })
    await answer(success(page(runs(1_500, 1_301), 1_301)))
    expect(history.canSort.value).toBe(false)
    await ask({ text: 'b' })
    await answer(success(page(runs(1_500, 1_301), 1_301, 400)))
    expect(history.canSort.value).toBe(true)
  })

  it('lose what was cleared and gain what ends, and are not begun anew under the eyes of a person who reads far down', async () => {
    const delta = (previousRevision: number, more: Partial<Delta>) => {
      host.tell({ name: 'delta', value: { previousRevision, revision: previousRevision + 1, ...more } })
    }
    delta(7, { ended: [endedRun(1_501)], cleared: [endedRun(1_499).runId] })
    await turn()
    expect(shown().slice(0, 3)).toEqual([1_501, 1_500, 1_498])
    history.show(1_010, 1_030)
    await answer(success(page(runs(500, 301), 301)))
    delta(8, { ended: [endedRun(1_502)] })
    await turn()
    expect(shown().slice(0, 2)).toEqual([1_502, 1_501])
    const before = shown()
    delta(9, { ended: runs(4_000, 3_001).toReversed() })
    await turn()
    expect(shown()).toEqual(before)
    history.show(0, 30)
    await turn()
    expect(shown().slice(0, 2)).toEqual([4_000, 3_999])
  })

  it('of a search are looked for again for as long as some that have ended cannot be found yet', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      await ask({ text: 'a' })
      await answer(success({ ...page([]), isIncomplete: true }))
      expect(history.rows.value.length).toBe(0)
      vi.advanceTimersByTime(1_000)
      await turn()
      expect(asked()).toHaveLength(2)
      await answer(success({ ...page(runs(1_500, 1_500)), isIncomplete: true }))
      expect(shown()).toEqual([1_500])
      vi.advanceTimersByTime(1_000)
      await turn()
      await answer(success(page(runs(1_501, 1_500))))
      expect(shown()).toEqual([1_501, 1_500])
      vi.advanceTimersByTime(10_000)
      await turn()
      expect(asked()).toHaveLength(3)
    } finally {
      vi.useRealTimers()
    }
  })
})
