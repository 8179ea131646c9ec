import { describe, expect, it } from 'vitest'
import { limits } from '../../src-main/contract/limits.ts'
import type { MessageQueue } from '../../src-main/contract/message-queue.ts'
import {
  depthSeries,
  fillOf,
  lastSecond,
  shownSeconds,
  sortedQueues,
  sparkLength,
  sparkPath,
} from '../../src-renderer/features/message-queues/message-queue-rows.ts'
import { type MessageQueueRow, MessageQueueTable } from '../../src-renderer/message-queue-table.ts'
import { applyDelta, stateFrom } from '../../src-renderer/mirror-state.ts'
import { snapshot } from './sample-runs.ts'

function messageQueue(id: string, more: Partial<MessageQueue> = {}): MessageQueue {
  return {
    id,
    name: id,
    capacity: 0,
    isOpen: true,
    depth: 0,
    puts: 0,
    gets: 0,
    putters: [],
    takers: [],
    putterCount: 0,
    takerCount: 0,
    ...more,
  }
}

const samplesOf = (...depths: number[]) => depths.map((depth, at) => ({ at: at * 1_000, depth, puts: depth, gets: 0 }))
const row = (id: string, more: Partial<MessageQueue> = {}, ...depths: number[]): MessageQueueRow => ({
  queue: messageQueue(id, more),
  samples: samplesOf(...depths),
})

describe('the host’s message queues in the window', () => {
  it('begin with the snapshot’s samples and grow with each round', () => {
    const earlier = [{ at: 1_000, depth: 3, puts: 3, gets: 0 }]
    const table = new MessageQueueTable([{ ...messageQueue('lines', { depth: 3, puts: 3 }), samples: earlier }])
    table.add({ at: 2_000, changed: [messageQueue('lines', { depth: 2, puts: 5, gets: 3 })], gone: [] })
    expect(table.rows.get('lines')?.samples).toEqual([...earlier, { at: 2_000, depth: 2, puts: 2, gets: 3 }])
    expect(table.rows.get('lines')?.queue.depth).toBe(2)
    expect(earlier).toHaveLength(1)
  })

  it('have a sample of nothing where nothing changed, and all that went through in the first', () => {
    const table = new MessageQueueTable()
    table.add({ at: 1_000, changed: [messageQueue('new', { depth: 4, puts: 9, gets: 5 })], gone: [] })
    table.add({ at: 2_000, changed: [], gone: [] })
    expect(table.rows.get('new')?.samples).toEqual([
      { at: 1_000, depth: 4, puts: 9, gets: 5 },
      { at: 2_000, depth: 4, puts: 0, gets: 0 },
    ])
  })

  it('are dropped when they are gone, and keep the order of their making', () => {
    const table = new MessageQueueTable()
    table.add({ at: 1_000, changed: ['a', 'b', 'c'].map((id) => messageQueue(id)), gone: [] })
    table.add({ at: 2_000, changed: [messageQueue('d'), messageQueue('b', { depth: 1 })], gone: ['a'] })
    expect([...table.rows.keys()]).toEqual(['b', 'c', 'd'])
  })

  it('keep ten minutes of samples', () => {
    const table = new MessageQueueTable()
    for (let at = 0; at < limits.messageQueueSamples + 5; at += 1)
      table.add({ at, changed: at === 0 ? [messageQueue('old')] : [], gone: [] })
    const { samples = [] } = table.rows.get('old') ?? {}
    expect(samples).toHaveLength(limits.messageQueueSamples)
    expect(samples[0]?.at).toBe(5)
  })

  it('come with the deltas, every round of them', () => {
    const state = stateFrom(snapshot())
    const rounds = [
      { at: 1_000, changed: [messageQueue('lines', { puts: 1 })], gone: [] },
      { at: 2_000, changed: [messageQueue('lines', { puts: 4 })], gone: [] },
    ]
    applyDelta(state, { previousRevision: 7, revision: 8, messageQueues: rounds }, 0)
    expect(state.messageQueues.rows.get('lines')?.samples.map(({ puts }) => puts)).toEqual([1, 3])
  })
})

describe('the rows of message queues', () => {
  const rows = [
    row('line 10', { depth: 5, capacity: 10, putterCount: 1 }, 1, 2),
    row('Line 9', { depth: 7 }, 9),
    row('other', { capacity: 3, takerCount: 2, isOpen: false }),
    row('another', { depth: 7 }, 0),
  ]
  const sorted = (column: string, isDescending = false) =>
    sortedQueues(rows, { column, isDescending }).map(({ queue }) => queue.id)

  it('are sorted by any column, equal ones in the order of their making', () => {
    expect(sorted('name')).toEqual(['another', 'Line 9', 'line 10', 'other'])
    expect(sorted('depth', true)).toEqual(['Line 9', 'another', 'line 10', 'other'])
    expect(sorted('puts', true)).toEqual(['Line 9', 'line 10', 'other', 'another'])
    expect(sorted('waits', true)).toEqual(['other', 'line 10', 'Line 9', 'another'])
    expect(sorted('state', true)).toEqual(['other', 'line 10', 'Line 9', 'another'])
  })

  it('stand after all others by capacity where any number of messages fits', () => {
    expect(sorted('capacity')).toEqual(['other', 'line 10', 'Line 9', 'another'])
    expect(sorted('capacity', true)).toEqual(['Line 9', 'another', 'line 10', 'other'])
  })

  it('tell the last second, and nothing before the first sample', () => {
    expect(lastSecond(row('one', {}, 4, 6))).toMatchObject({ puts: 6, gets: 0 })
    expect(lastSecond(row('one'))).toEqual({ puts: 0, gets: 0 })
  })

  it('are filled as far as their capacity, but never over', () => {
    expect(fillOf(messageQueue('one', { depth: 3, capacity: 12 }))).toBe(0.25)
    expect(fillOf(messageQueue('one', { depth: 13, capacity: 12 }))).toBe(1)
    expect(fillOf(messageQueue('one', { depth: 3 }))).toBeUndefined()
  })
})

describe('the drawings of a message queue', () => {
  it('have the latest depth at the right of a sparkline, and the highest at its top', () => {
    expect(sparkPath(samplesOf(0, 4, 2), 10)).toBe('M57,10.0H58V0.0H59V5.0H60')
    expect(sparkPath(samplesOf(0, 0), 10)).toBe('M58,10.0H59V10.0H60')
    expect(sparkPath([], 10)).toBe('')
  })

  it('have no more than the last minute in a sparkline', () => {
    const path = sparkPath(samplesOf(9, ...Array<number>(sparkLength).fill(1)), 10)
    expect(path.startsWith('M0,0.0H1')).toBe(true)
    expect(path.match(/H/g)).toHaveLength(sparkLength)
  })

  it('have a line of the capacity only where the depth does not lie flat below it', () => {
    expect(depthSeries(row('small', { capacity: 10 }, 0, 1)).capacity).toEqual([10, 10])
    expect(depthSeries(row('large', { capacity: 1_000 }, 0, 199)).capacity).toEqual([null, null])
    expect(depthSeries(row('large', { capacity: 1_000 }, 0, 200)).capacity).toEqual([1_000, 1_000])
    expect(depthSeries(row('endless', {}, 0, 200)).capacity).toEqual([null, null])
  })

  it('have times in seconds', () => {
    expect(depthSeries(row('one', {}, 5, 6))).toMatchObject({ at: [0, 1], depth: [5, 6], puts: [5, 6], gets: [0, 0] })
  })

  it('show as many minutes as there are, ten at most', () => {
    expect([[], [100], [100, 160], [100, 161], [100, 300], [100, 900]].map(shownSeconds)).toEqual([
      60, 60, 60, 120, 300, 600,
    ])
  })
})
