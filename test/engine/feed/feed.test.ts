import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { LiveRun, RunId } from '../../../src-main/contract/run.ts'
import type { Delta, Snapshot } from '../../../src-main/contract/snapshot.ts'
import { Feed } from '../../../src-main/engine/feed/feed.ts'
import type { History } from '../../../src-main/engine/history/history.ts'
import type { Pool } from '../../../src-main/engine/runs/pool.ts'
import { makeRig, until } from '../rig.ts'

/** What a client holds after these deltas, as the contract says to apply them. */
function mirror(snapshot: Snapshot, deltas: Delta[]): Pick<Snapshot, 'revision' | 'pool' | 'live' | 'ended'> {
  let { revision, pool } = snapshot
  const live = new Map<RunId, LiveRun>(snapshot.live.map((run) => [run.runId, run]))
  let { ended } = snapshot
  for (const delta of deltas) {
    expect(delta.previousRevision).toBe(revision)
    revision = delta.revision
    pool = delta.pool ?? pool
    for (const run of delta.live ?? []) live.set(run.runId, run)
    for (const runId of delta.gone ?? []) live.delete(runId)
    ended = [...(delta.ended ?? []).toReversed(), ...ended]
    ended = ended.filter(({ runId }) => !delta.cleared?.includes(runId))
  }
  return { revision, pool, live: [...live.values()], ended }
}

describe('what clients are told', () => {
  it('adds up to what a new snapshot says', async () => {
    const rig = await makeRig({ size: 3 })
    const before = await rig.snapshot()
    rig.deltas.length = 0
    const runIds = await rig.submit('true', 'exit 3', 'sleep 0.2', 'sleep 1000', 'sleep 0.1', 'true', 'true')
    await until(() => {
      const { ended, live } = mirror(before, rig.deltas)
      return ended.length === runIds.length - 1 && live[0]?.state === 'running' && live[0].processes.length > 0
    })
    await rig.get('clearEnded', { runIds: [runIds[0]!] })
    await until(() => mirror(before, rig.deltas).ended.length === runIds.length - 2)
    const told = mirror(before, rig.deltas)
    const now = await rig.snapshot()
    expect(told.pool).toEqual(now.pool)
    expect(told.ended).toEqual(now.ended)
    expect(told.live.map(({ runId, state, pid }) => [runId, state, pid])).toEqual(
      now.live.map(({ runId, state, pid }) => [runId, state, pid]),
    )
  })

  it('comes at most ten times a second, and once a second out of sight', async () => {
    const rig = await makeRig({ size: 2 })
    const shortestPause = async (isVisible: boolean, times: number): Promise<number> => {
      await rig.get('setVisible', { isVisible })
      rig.deltas.length = rig.toldAt.length = 0
      await rig.get('submit', { tasks: [{ command: { kind: 'argv', argv: ['true'] } }], times })
      await until(() => rig.deltas.length >= 4)
      return Math.min(...rig.toldAt.slice(1).map((at, index) => at - (rig.toldAt[index] ?? 0)))
    }
    // Measured where deltas arrive: a delta that was slow to make comes nearer to the next one.
    expect(await shortestPause(true, 300)).toBeGreaterThanOrEqual(90)
    expect(await shortestPause(false, 300)).toBeGreaterThanOrEqual(90)
    expect(await shortestPause(false, 300)).toBeGreaterThanOrEqual(950)
  })

  it('comes at once when a client comes in sight, however long it was to wait', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const told: Delta[] = []
    const feed = new Feed({} as Pool, {} as History, (delta) => told.push(delta))
    feed.setVisible(false)
    feed.recovered(null)
    vi.advanceTimersByTime(1_000)
    feed.recovered(null)
    vi.advanceTimersByTime(300)
    expect(told).toHaveLength(1)
    feed.setVisible(true)
    vi.advanceTimersByTime(10)
    expect(told).toHaveLength(2)
  })

  it('samples the queue every second', async () => {
    const rig = await makeRig({ size: 1 })
    await rig.submit('sleep 1000', 'true', 'true')
    await until(async () => (await rig.snapshot()).queueSamples.length >= 3)
    const { queueSamples } = await rig.snapshot()
    const [second, third] = queueSamples.slice(-2)
    expect(queueSamples.reduce((sum, { started }) => sum + started, 0)).toBe(1)
    expect(third).toMatchObject({ depth: 2, running: 1, started: 0, finished: 0 })
    expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThanOrEqual(990)
  })
})
