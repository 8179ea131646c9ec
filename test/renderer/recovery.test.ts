import { describe, expect, it } from 'vitest'
import type { LostCode, RunId } from '../../src-main/contract/run.ts'
import { partsOf } from '../../src-renderer/features/recovery/recovery-words.ts'
import { endedRun } from './sample-runs.ts'

const lostRun = (id: number, code: LostCode) => endedRun(id, { outcome: { kind: 'lost', code, reason: '' } })
const recovery = { at: 0, running: 3, ended: 1, requeued: 2, lost: [4 as RunId, 5 as RunId], isPaused: true }

describe('the notice after a recovery', () => {
  it('says what became of the runs, with the reason that all lost ones share', () => {
    const known = [lostRun(5, 'machine-restarted'), lostRun(4, 'machine-restarted'), lostRun(9, 'supervisor-gone')]
    expect(partsOf(recovery, known)).toEqual([
      { key: 'recovery.running', count: 3 },
      { key: 'recovery.ended', count: 1 },
      { key: 'recovery.requeued', count: 2 },
      { key: 'recovery.lostBecause', count: 2, reason: 'ui.end.machine-restarted' },
    ])
  })

  it('gives no reason where there are several, or none is known', () => {
    const several = [lostRun(4, 'machine-restarted'), lostRun(5, 'supervisor-gone')]
    for (const known of [several, []])
      expect(partsOf(recovery, known).at(-1)).toEqual({ key: 'recovery.lost', count: 2 })
  })

  it('leaves out what was not found', () => {
    expect(partsOf({ ...recovery, running: 0, ended: 0, lost: [] }, [])).toEqual([
      { key: 'recovery.requeued', count: 2 },
    ])
  })
})
