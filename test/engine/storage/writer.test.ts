import { describe, expect, it } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import type { FactWrite, RequestedWrite } from '../../../src-main/engine/storage/messages.ts'
import { Store, makeFolder } from './store.ts'

/** A fact that the table refuses, whenever it is tried: a column is not null. */
const poison = (runId: RunId): FactWrite => ({ type: 'log-cut', runId, attempt: 1, keptFrom: null as never })

const setPool = (size: number): RequestedWrite => ({
  ...{ type: 'set-pool', name: 'default', change: { size } },
})

const started = (runId: RunId): FactWrite => ({ type: 'starting', runId, attempt: 1, bootId: 'boot' })

const states = (store: Store): unknown[] =>
  store.database
    .prepare('SELECT state FROM runs')
    .all()
    .map(({ state }) => state)

describe('a fact that can never be stored', () => {
  it('is set aside, and all others of its batch are stored in their order', () => {
    const store = Store.open(makeFolder())
    const runIds = store.submit(9)
    const written = store.write(
      ...runIds.flatMap((runId, index) => (index % 4 === 1 ? [poison(runId)] : [started(runId)])),
    )
    expect(written).toMatchObject({ stored: 9, setAside: [{ fact: poison(runIds[1]!) }, { fact: poison(runIds[5]!) }] })
    expect(written.facts ?? written.requests).toBeUndefined()
    expect(states(store).filter((state) => state === 'starting')).toHaveLength(7)
  })

  it('does not have refused what was requested in the same batch', () => {
    const store = Store.open(makeFolder())
    const [runId] = store.submit(1) as [RunId]
    const written = store.write(setPool(9), poison(runId))
    expect(written.requests).toBeUndefined()
    expect(store.database.prepare('SELECT size FROM pools').get()).toEqual({ size: 9 })
  })
})

it('a request that can never be stored is refused, and the facts of its batch are stored', () => {
  const store = Store.open(makeFolder())
  const [runId] = store.submit(1) as [RunId]
  const written = store.write({ type: 'move', runs: [{ runId, order: null as never }] }, started(runId))
  expect(written).toMatchObject({ requests: { code: 'SQLITE_1299' }, stored: 1, setAside: [] })
  expect(states(store)).toEqual(['starting'])
})

it('facts that meet a fault of the disk must be sent again, from the first that is not stored', () => {
  const store = Store.open(makeFolder())
  const runIds = store.submit(4)
  store.database.exec(
    `PRAGMA max_page_count = ${String(store.database.prepare('PRAGMA page_count').get()?.page_count)}`,
  )
  const long = (runId: RunId): FactWrite => ({ ...started(runId), bootId: 'x'.repeat(100_000) }) as FactWrite
  const [first, second, third] = runIds as [RunId, RunId, RunId, RunId]
  const written = store.write(started(first), poison(second), long(third))
  expect(written).toMatchObject({ facts: { code: 'ENOSPC' }, stored: 2, setAside: [{ fact: { runId: second } }] })
  store.database.exec('PRAGMA max_page_count = 100000')
  expect(store.write(long(third))).toMatchObject({ stored: 1, setAside: [] })
  expect(states(store)).toEqual(['starting', 'queued', 'starting', 'queued'])
})
