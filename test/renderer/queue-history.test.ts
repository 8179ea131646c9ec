import { describe, expect, it } from 'vitest'
import { limits } from '../../src-main/contract/limits.ts'
import { QueueHistory } from '../../src-renderer/queue-history.ts'

const sample = (at: number, depth = 0) => ({ pool: 'default', at, depth, running: 0, started: 0, finished: 0 })

describe('the queue’s history', () => {
  it('merges samples and the finer points between them in order of time', () => {
    const history = new QueueHistory([sample(1_000, 1), sample(2_000, 2), sample(3_000, 3)])
    history.addPoint({ at: 1_500, depth: 9, running: 1 })
    history.addPoint({ at: 2_900, depth: 8, running: 1 })
    expect(history.series(0).at).toEqual([1, 1.5, 2, 2.9, 3])
    expect(history.series(0).depth).toEqual([1, 9, 2, 8, 3])
  })

  it('begins one point before the time asked for, so that the line reaches the edge', () => {
    const history = new QueueHistory([sample(1_000), sample(2_000), sample(3_000), sample(4_000)])
    expect(history.series(2_500).at).toEqual([2, 3, 4])
  })

  it('keeps points for a minute and samples for an hour', () => {
    const history = new QueueHistory()
    history.addPoint({ at: 0, depth: 1, running: 0 })
    history.addPoint({ at: 59_000, depth: 2, running: 0 })
    history.addPoint({ at: 61_000, depth: 3, running: 0 })
    expect(history.series(-1).depth).toEqual([2, 3])
    history.addSamples(Array.from({ length: limits.queueSamples + 10 }, (_, index) => sample(100_000 + index)))
    expect(history.series(-1).at).toHaveLength(limits.queueSamples + 2)
  })
})
