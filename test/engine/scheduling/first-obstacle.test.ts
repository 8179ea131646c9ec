import { describe, expect, it } from 'vitest'
import { type Closure, type Facts, firstObstacle } from '../../../src-main/engine/scheduling/first-obstacle.ts'

const open: Facts = { closedBy: new Set(), isPaused: false, startsHeld: undefined, size: 2, used: 1 }
const held = { code: 'EAGAIN', until: 5_000 }
const closed = (...by: Closure[]): Partial<Facts> => ({ closedBy: new Set(by) })

describe('what keeps a run from starting', () => {
  it('is nothing where a slot is free and nothing is closed', () => {
    expect(firstObstacle({ refusals: undefined }, open)).toBeUndefined()
  })

  const cases: [string, Partial<Facts>, object][] = [
    ['every slot is taken', { used: 2 }, { kind: 'slot' }],
    ['more are taken than the size that was lowered since', { used: 3 }, { kind: 'slot' }],
    ['the pool has no slot', { size: 0, used: 0 }, { kind: 'slot' }],
    ['the pool is paused, whatever is free', { isPaused: true }, { kind: 'paused' }],
    ['it is paused and full', { isPaused: true, used: 2 }, { kind: 'paused' }],
    ['the system refuses processes', { startsHeld: held }, { kind: 'retry', code: 'EAGAIN', at: 5_000, attempts: 0 }],
    ['the system refuses, and the pool is paused', { startsHeld: held, isPaused: true }, { kind: 'paused' }],
    ['an earlier host’s runs are being found', closed('recovering'), { kind: 'recovering' }],
    ['it is closed by several', closed('storage', 'recovering'), { kind: 'recovering' }],
    [
      'Forkyard is ending, whatever else holds',
      { ...closed('storage', 'closing'), isPaused: true },
      { kind: 'closing' },
    ],
  ]
  it.each(cases)('is named where %s', (_, facts, reason) => {
    expect(firstObstacle({ refusals: undefined }, { ...open, ...facts })).toEqual(reason)
  })

  it('says how often the system refused this very run', () => {
    expect(firstObstacle({ refusals: { attempts: 3 } }, { ...open, startsHeld: held })).toMatchObject({ attempts: 3 })
  })
})
