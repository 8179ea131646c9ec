import { describe, expect, it } from 'vitest'
import type { ProcessRow } from '../../../src-main/supervisor/platform/platform.ts'
import { ProcessTable, type Roots, collect } from '../../../src-main/supervisor/sampling/tree.ts'

const row = (pid: number, parentPid: number, more: Partial<ProcessRow> = {}): ProcessRow => ({
  pid,
  parentPid,
  startTime: pid,
  group: pid,
  session: pid,
  name: 'x',
  state: 'sleeping',
  cpuTime: 0,
  memory: 0,
  threads: 1,
  readAt: 0,
  marker: undefined,
  ...more,
})

const roots = (more: Partial<Roots> = {}): Roots => ({
  leader: { pid: 100, startTime: 100 },
  seen: new Map(),
  marker: 'ours',
  ...more,
})

const pidsOf = (rows: ProcessRow[], of = roots()): number[] =>
  collect(new ProcessTable(new Map(rows.map((one) => [one.pid, one]))), of).map(({ pid }) => pid)

describe('the tree of an attempt', () => {
  it('has the leader and everything below it, parents first, nothing else', () => {
    expect(pidsOf([row(104, 102), row(103, 100), row(102, 100), row(100, 1), row(1, 0), row(200, 1)])).toEqual([
      100, 103, 102, 104,
    ])
  })

  it('has its session and its process group', () => {
    const members = [row(110, 1, { session: 100 }), row(111, 1, { group: 100 })]
    expect(pidsOf([row(1, 0), row(100, 1), ...members])).toEqual([100, 110, 111])
  })

  it('has them without the leader too, as long as one in them is known', () => {
    const unmarked = row(111, 1, { group: 100 })
    const seen = new Map([[110, 110]])
    expect(pidsOf([row(110, 1, { session: 100 }), unmarked], roots({ seen }))).toEqual([110, 111])
    expect(pidsOf([row(110, 1, { session: 100, marker: 'ours' }), unmarked])).toEqual([110, 111])
  })

  it('has no session of the leader’s number where it knows nobody: another process with that PID may have begun it', () => {
    const seen = new Map([[110, 109]])
    expect(pidsOf([row(110, 1, { session: 100 }), row(111, 1, { group: 100 })], roots({ seen }))).toEqual([])
  })

  it('has what carries the marker, with everything below that', () => {
    expect(
      pidsOf([row(100, 1), row(120, 1, { marker: 'ours' }), row(121, 120), row(130, 1, { marker: 'other' })]),
    ).toEqual([100, 120, 121])
  })

  it('has what was seen in it before, as long as it is the same process', () => {
    const seen = new Map([
      [140, 140],
      [150, 149],
    ])
    expect(pidsOf([row(100, 1), row(140, 1), row(150, 1)], roots({ seen }))).toEqual([100, 140])
  })

  it('has nothing of another process that has the leader’s PID by now', () => {
    expect(pidsOf([row(100, 1, { startTime: 500 }), row(501, 100), row(502, 1, { session: 100 })])).toEqual([])
  })

  it('has no process that is older than its parent: the PID changed hands during the scan', () => {
    expect(pidsOf([row(100, 1), row(160, 100, { startTime: 7 })])).toEqual([100])
  })

  it('has no process that is older than the leader in its session', () => {
    expect(pidsOf([row(1, 0), row(90, 1, { session: 100 })])).toEqual([])
  })
})
