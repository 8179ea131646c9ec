import { expect, it } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import type { FactWrite } from '../../../src-main/engine/storage/messages.ts'
import { type QueueSlice, unpackQueue } from '../../../src-main/engine/storage/queue-slices.ts'
import { restore } from '../../../src-main/engine/storage/restore.ts'
import { readTask } from '../../../src-main/engine/storage/tables/tasks.ts'
import { Store, makeFolder } from './store.ts'

function restored(store: Store) {
  const slices: QueueSlice[] = []
  const { alive, ended, ...rest } = restore(store.opened, (slice) => slices.push(slice))
  const tasks = slices.flatMap(({ texts }) => texts.flatMap((text) => text.split('\n').map(readTask)))
  const waiting = slices.flatMap((slice) => [...unpackQueue(slice)])
  return { alive, ended, waiting, tasks, ...rest }
}

const starting = (runId: RunId, attempt = 1): FactWrite => ({ type: 'starting', runId, attempt, bootId: 'boot' })
const started = (runId: RunId): FactWrite => ({
  ...{ type: 'started', runId, attempt: 1, pid: 40, startTime: 7, startedAt: 1_000 },
})

it('gives nothing of a new database but the pool, which nobody has changed', () => {
  const { waiting, alive, ended, pools, settings, lastRunId } = restored(Store.open(makeFolder()))
  expect([waiting, alive, ended, settings, lastRunId]).toEqual([[], [], [], {}, 0])
  expect(pools).toEqual([{ name: 'default', size: null, isPaused: false }])
})

it('gives what waits in the order of the queue, across slices, each task once', () => {
  const store = Store.open(makeFolder())
  const runIds = store.submit(9_000)
  const [last] = runIds.slice(-1) as [RunId]
  store.write({ type: 'move', runs: [{ runId: last, order: -1 }] })
  const { waiting, tasks } = restored(store)
  expect(waiting.map(({ runId }) => runId)).toEqual([last, ...runIds.slice(0, -1)])
  expect(new Set(waiting.map(({ taskPlace }) => taskPlace))).toEqual(new Set([0]))
  expect(tasks).toMatchObject([{ name: 'task', folder: '/', options: '{}' }])
})

it('gives as alive whatever has begun and not ended, with the boot it began under', () => {
  const store = Store.open(makeFolder())
  const [waits, starts, runs, stops, ends] = store.submit(5) as [RunId, RunId, RunId, RunId, RunId]
  store.write(starting(starts), starting(runs), started(runs), starting(stops), started(stops))
  store.write({ type: 'stopping', runId: stops })
  store.end(ends)
  const { waiting, alive, ended } = restored(store)
  expect(waiting.map(({ runId }) => runId)).toEqual([waits])
  expect(alive).toMatchObject([
    { runId: starts, attempt: 1, isStopping: false, bootId: 'boot', task: { name: 'task' } },
    { runId: runs, isStopping: false },
    { runId: stops, isStopping: true },
  ])
  expect(ended.map(({ runId }) => runId)).toEqual([ends])
})

it('has a refused start wait again, with how often it was refused', () => {
  const store = Store.open(makeFolder())
  const [runId] = store.submit(1) as [RunId]
  const refusals = JSON.stringify({ attempts: 2, code: 'EAGAIN' })
  store.write(starting(runId), starting(runId, 2), { type: 'requeued', runId, refusals })
  expect(restored(store).waiting).toMatchObject([{ runId, attempt: 2, refusals }])
})

it('gives pool, settings and samples as they were changed last', () => {
  const store = Store.open(makeFolder())
  store.write(
    { type: 'set-pool', name: 'default', change: { size: 7 } },
    { type: 'set-pool', name: 'default', change: { isPaused: true } },
    { type: 'set-settings', settings: { keptRuns: 5, gracePeriod: 1 } },
    { type: 'set-settings', settings: { keptRuns: null } },
    ...[2, 1].map((at): FactWrite => ({
      type: 'sampled',
      sample: { pool: 'default', at, depth: at, running: 0, started: 0, finished: 0 },
    })),
  )
  const { pools, settings, samples } = restored(store)
  expect(pools).toEqual([{ name: 'default', size: 7, isPaused: true }])
  expect(settings).toEqual({ keptRuns: null, gracePeriod: 1 })
  expect(samples.map(({ pool, at, depth }) => [pool, at, depth])).toEqual([
    ['default', 1, 1],
    ['default', 2, 2],
  ])
})

it('refuses a run whose task is missing', () => {
  const store = Store.open(makeFolder())
  store.submit(1)
  store.database.exec('DELETE FROM tasks')
  expect(() => restored(store)).toThrow('are not in the database')
})
