import { describe, expect, it } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import { Store, makeFolder } from './store.ts'

const attemptsOf = (store: Store, runId: RunId): unknown[] =>
  store.database
    .prepare(
      `SELECT attempt, boot_id, pid, start_time, started_at, outcome, exit_status, ended_at, run_time, log_bytes, kept_from
       FROM attempts WHERE run_id = ? ORDER BY attempt`,
    )
    .all(runId)

const begin = (store: Store, runId: RunId): void => {
  store.write(
    { type: 'starting', runId, attempt: 1, bootId: 'boot' },
    { type: 'started', runId, attempt: 1, pid: 40, startTime: 7, startedAt: 1_000 },
  )
}

describe('an attempt', () => {
  it('has its process, and at its end its outcome, times and log', () => {
    const store = Store.open(makeFolder())
    const [runId] = store.submit(1) as [RunId]
    begin(store, runId)
    const process = { attempt: 1, boot_id: 'boot', pid: 40, start_time: 7, started_at: 1_000 }
    const nothing = { outcome: null, exit_status: null, ended_at: null, run_time: null, log_bytes: 0, kept_from: 0 }
    expect(attemptsOf(store, runId)).toEqual([{ ...process, ...nothing }])
    store.write({ type: 'log-cut', runId, attempt: 1, keptFrom: 900 })
    store.end(runId, {
      ...{ outcome: { kind: 'failed', exitStatus: { code: 3 } }, pid: 40, startedAt: 1_000.4, endedAt: 2_000.4 },
      ...{ runTime: 1_000.25, logBytes: 950 },
    })
    expect(attemptsOf(store, runId)).toEqual([
      {
        ...process,
        ...{ outcome: 'failed', exit_status: '{"code":3}', ended_at: 2_000, run_time: 1_000.25 },
        ...{ log_bytes: 950, kept_from: 900 },
      },
    ])
  })

  it('that the system refused came to nothing, also if its run is cancelled after it', () => {
    const store = Store.open(makeFolder())
    const [runId] = store.submit(1) as [RunId]
    store.write(
      { type: 'starting', runId, attempt: 1, bootId: 'boot' },
      { type: 'requeued', runId, refusals: JSON.stringify({ attempts: 1, code: 'EAGAIN' }) },
    )
    store.end(runId, { outcome: { kind: 'cancelled' }, pid: null, startedAt: null, runTime: null, logBytes: 0 })
    expect(attemptsOf(store, runId)).toMatchObject([{ attempt: 1, outcome: null, ended_at: null }])
    expect(store.database.prepare('SELECT state, outcome FROM runs').get()).toEqual({
      state: 'ended',
      outcome: 'cancelled',
    })
  })

  it('keeps its process and its start if its run is lost, of which the end knows neither', () => {
    const store = Store.open(makeFolder())
    const [runId] = store.submit(1) as [RunId]
    begin(store, runId)
    const outcome = { kind: 'lost', code: 'machine-restarted', reason: 'gone' } as const
    store.end(runId, { outcome, pid: null, startedAt: null, runTime: null, logBytes: 0 })
    expect(attemptsOf(store, runId)).toMatchObject([{ pid: 40, started_at: 1_000, outcome: 'lost', run_time: null }])
  })

  it('is stored with its end although its start was not', () => {
    const store = Store.open(makeFolder())
    const [runId] = store.submit(1) as [RunId]
    store.end(runId)
    expect(attemptsOf(store, runId)).toMatchObject([{ attempt: 1, boot_id: '', outcome: 'succeeded' }])
  })

  it('has the answer of its function', () => {
    const store = Store.open(makeFolder())
    const [runId] = store.submit(1) as [RunId]
    store.end(runId, { answer: { result: '42', error: null } })
    expect(store.database.prepare('SELECT * FROM answers').all()).toEqual([
      { run_id: runId, attempt: 1, result: '42', error: null },
    ])
  })
})

describe('a submission', () => {
  it('for a pool that is not there is refused whole', () => {
    const store = Store.open(makeFolder())
    const task = { taskId: 1, name: null, command: '{}', folder: '/', options: '{}' }
    const { requests } = store.write({ type: 'submit', pool: 'gpu', tasks: [task], runs: [] })
    expect(requests?.message).toContain('no pool “gpu”')
    expect(store.database.prepare('SELECT count(*) AS count FROM tasks').get()).toEqual({ count: 0 })
  })
})
