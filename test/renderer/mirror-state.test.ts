import { describe, expect, it } from 'vitest'
import { limits } from '../../src-main/contract/limits.ts'
import type { RunId } from '../../src-main/contract/run.ts'
import { defaultSettings } from '../../src-main/contract/settings.ts'
import { applyDelta, stateFrom } from '../../src-renderer/mirror-state.ts'
import { endedRun, liveRun, snapshot } from './sample-runs.ts'

const id = (value: number) => value as RunId

describe('the mirror of the host’s state', () => {
  it('patches a live run in place and counts its version up', () => {
    const state = stateFrom(snapshot({ live: [liveRun(1), liveRun(2)] }))
    const [one, two] = [state.live.get(id(1)), state.live.get(id(2))]
    expect(applyDelta(state, { previousRevision: 7, revision: 8, live: [liveRun(1, { state: 'suspended' })] }, 0)).toBe(
      'applied',
    )
    expect(state.live.get(id(1))).toBe(one)
    expect(one?.run.state).toBe('suspended')
    expect([one?.version, two?.version]).toEqual([1, 0])
  })

  it('adds runs that start, drops runs that are gone, and keeps the order of start', () => {
    const state = stateFrom(snapshot({ live: [liveRun(1), liveRun(2)] }))
    applyDelta(state, { previousRevision: 7, revision: 8, live: [liveRun(3)], gone: [id(1)] }, 0)
    expect([...state.live.keys()]).toEqual([2, 3])
  })

  it('refuses a delta after a gap and leaves the state as it was', () => {
    const state = stateFrom(snapshot({ live: [liveRun(1)] }))
    expect(applyDelta(state, { previousRevision: 8, revision: 9, gone: [id(1)] }, 0)).toBe('gap')
    expect(state.revision).toBe(7)
    expect(state.live.size).toBe(1)
  })

  it('passes over a delta that the snapshot has already', () => {
    const state = stateFrom(snapshot({ ended: [endedRun(1)] }))
    expect(applyDelta(state, { previousRevision: 6, revision: 7, ended: [endedRun(1)] }, 0)).toBe('stale')
    expect(state.ended).toHaveLength(1)
  })

  it('puts the latest ended run first, clears the named ones, and holds no more than the limit', () => {
    const state = stateFrom(snapshot({ ended: [endedRun(2), endedRun(1)] }))
    applyDelta(state, { previousRevision: 7, revision: 8, ended: [endedRun(3), endedRun(4)], cleared: [id(2)] }, 0)
    expect(state.ended.map(({ runId }) => runId)).toEqual([4, 3, 1])
    const many = Array.from({ length: limits.endedRuns + 50 }, (_, index) => endedRun(10 + index))
    applyDelta(state, { previousRevision: 8, revision: 9, ended: many }, 0)
    expect(state.ended).toHaveLength(limits.endedRuns)
    expect(state.ended[0]?.runId).toBe(10 + many.length - 1)
  })

  it('changes an ended run where it stands, also if it is told again as ended', () => {
    const removed = endedRun(1, { notes: [{ kind: 'log-removed' }] })
    for (const field of ['changed', 'ended'] as const) {
      const state = stateFrom(snapshot({ ended: [endedRun(2), endedRun(1)] }))
      applyDelta(state, { previousRevision: 7, revision: 8, [field]: [removed] }, 0)
      expect(state.ended).toEqual([endedRun(2), removed])
    }
  })

  it('takes no changed run that it does not hold', () => {
    const state = stateFrom(snapshot({ ended: [endedRun(2)] }))
    applyDelta(state, { previousRevision: 7, revision: 8, changed: [endedRun(1)] }, 0)
    expect(state.ended).toEqual([endedRun(2)])
  })

  it('takes settings and recovery, and forgets a recovery that was dismissed', () => {
    const recovery = { at: 1, running: 1, ended: 0, requeued: 0, lost: [], isPaused: false }
    const state = stateFrom(snapshot({ recovery }))
    expect(state.recovery).toBe(recovery)
    const settings = { ...defaultSettings, keptRuns: 5 }
    applyDelta(state, { previousRevision: 7, revision: 8, settings }, 0)
    expect([state.settings, state.recovery]).toEqual([settings, recovery])
    applyDelta(state, { previousRevision: 8, revision: 9, recovery: null }, 0)
    expect(state.recovery).toBeUndefined()
  })

  it('takes the pool’s numbers into the history with the time at which they came', () => {
    const state = stateFrom(snapshot())
    const pool = { ...snapshot().pool, depth: 5, running: 2 }
    applyDelta(state, { previousRevision: 7, revision: 8, pools: [pool] }, 61_000)
    expect(state.histories.get('default')?.series(0)).toEqual({ at: [61], depth: [5], running: [2] })
    expect(state.pools.get('default')).toBe(pool)
  })
})
