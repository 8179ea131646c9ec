import { describe, expect, it } from 'vitest'
import type { WayReport } from '../../src-main/contract/compare.ts'
import { requestOf } from '../../src-renderer/features/compare/compare-draft.ts'
import { axisOf } from '../../src-renderer/features/compare/time-axis.ts'
import { formatMilliseconds } from '../../src-renderer/ui/format.ts'

const draft = { module: '/work.ts', name: 'run', args: '[1, "a"]', times: '8', workers: '2' }

describe('the form of a comparison', () => {
  it('asks for what stands in it', () => {
    const call = { module: '/work.ts', name: 'run', args: [1, 'a'] }
    expect(requestOf(draft)).toEqual({ call, times: 8, workers: 2 })
    expect(requestOf({ ...draft, args: ' ' })?.call.args).toEqual([])
    // The host refuses it and says which numbers there are.
    expect(requestOf({ ...draft, times: 'many' })?.times).toBe(0)
  })

  it.each(['{}', '1', '[1', 'text', 'null'])('asks for nothing while the arguments are %s', (args) => {
    expect(requestOf({ ...draft, args })).toBeUndefined()
  })
})

describe('S18: the time axis of all ways', () => {
  const way = (startUp: number, wall: number): WayReport => ({
    ...{ way: 'threads', kind: 'measured', slots: 1, startUp, startUpCpu: 0, wall, cpu: 0, memory: 0, calls: [] },
  })

  it('is as long as the longest took, with ten whole steps at most', () => {
    expect(axisOf([way(100, 640), way(10, 200)])).toEqual({
      end: 740,
      ticks: [0, 100, 200, 300, 400, 500, 600, 700],
    })
    expect(axisOf([way(0, 9)]).ticks).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    for (const time of [0.013, 1, 7, 99, 12_345, 3_600_000]) {
      const { ticks } = axisOf([way(0, time)])
      expect(ticks.length).toBeGreaterThan(2)
      expect(ticks.length).toBeLessThanOrEqual(11)
    }
  })

  it('is there while nothing is measured, and where nothing could be', () => {
    const failed: WayReport = { way: 'serial', kind: 'failed', error: { name: 'Error', message: '' } }
    expect(axisOf([])).toEqual({ end: 1, ticks: [0] })
    expect(axisOf([failed])).toEqual({ end: 1, ticks: [0] })
  })
})

it('times of calls have tenths of a millisecond where these count', () => {
  expect([0, 0.04, 0.36, 38.21, 99.96, 412, 1_940].map(formatMilliseconds)).toEqual([
    '0 ms',
    '0 ms',
    '0.4 ms',
    '38.2 ms',
    '100 ms',
    '412 ms',
    '1.9 s',
  ])
})
