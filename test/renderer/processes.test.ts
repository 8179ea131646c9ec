import { describe, expect, it } from 'vitest'
import type { LiveRun } from '../../src-main/contract/run.ts'
import { LiveOrder } from '../../src-renderer/features/processes/live-order.ts'
import { type ProcessRow, isMatch, processTree } from '../../src-renderer/features/processes/process-rows.ts'
import { possibleFor, targetsOf } from '../../src-renderer/features/processes/targets.ts'
import type { LiveRow } from '../../src-renderer/mirror-state.ts'
import { liveRun, sampleProcess } from './sample-runs.ts'

const row = (run: LiveRun): LiveRow => ({ run, version: 0 })
const open = () => true

/** Own process 100, which started 101 (which started 102) and 103; 104 has detached itself. */
const tree = row(
  liveRun(1, {
    processes: [
      sampleProcess(100),
      sampleProcess(101, { parentPid: 100 }),
      sampleProcess(102, { parentPid: 101 }),
      sampleProcess(103, { parentPid: 100 }),
      sampleProcess(104, { parentPid: 1 }),
    ],
  }),
)

const shape = (rows: ReturnType<typeof processTree>) =>
  rows.map(({ row: { kind, ...rest }, level }) => [
    kind === 'process' ? (rest as { process: { pid: number } }).process.pid : 'run',
    level,
  ])

describe('the tree of processes', () => {
  it('has a run’s own process as the run’s row, and what is under it below, depth first', () => {
    expect(shape(processTree([tree], open))).toEqual([
      ['run', 1],
      [101, 2],
      [102, 3],
      [103, 2],
      [104, 2],
    ])
  })

  it('hides what is under a closed row', () => {
    const rows = processTree([tree], (key) => !key.includes('101'))
    expect(shape(rows)).toEqual([
      ['run', 1],
      [101, 2],
      [103, 2],
      [104, 2],
    ])
    expect(rows.map(({ isExpanded }) => isExpanded)).toEqual([true, false, undefined, undefined])
  })

  it('gives a run of a single process, or of none yet, nothing to open', () => {
    const single = row(liveRun(2, { processes: [sampleProcess(200)] }))
    const starting = row(liveRun(3, { state: 'starting', processes: [] }))
    expect(processTree([single, starting], open).map(({ isExpanded }) => isExpanded)).toEqual([undefined, undefined])
  })

  it('names a process by PID and start time, so that a PID given anew is another row', () => {
    const again = row(liveRun(1, { processes: [sampleProcess(100), sampleProcess(101, { startTime: 5 })] }))
    expect(processTree([again], open)[1]?.key).not.toBe(processTree([tree], open)[1]?.key)
  })

  it('keeps the same row objects while nothing changes', () => {
    const [before, after] = [processTree([tree], open), processTree([tree], open)]
    expect(after.every((entry, index) => entry.row === before[index]?.row)).toBe(true)
  })

  it('finds a run by what runs under it', () => {
    expect(isMatch(tree, ' Command 102 ')).toBe(true)
    expect(isMatch(tree, '104')).toBe(true)
    expect(isMatch(tree, 'nothing like it')).toBe(false)
  })
})

describe('the order of live rows', () => {
  const byCpu = { column: 'cpu', isDescending: true }
  const busy = (id: number, cpu: number) => row(liveRun(id, { totals: { processes: 1, cpu, memory: 0, threads: 1 } }))
  const ids = (rows: LiveRow[]) => rows.map(({ run }) => run.runId)

  it('sorts anew at most once a second, and puts new runs last until then', () => {
    const order = new LiveOrder()
    expect(ids(order.apply([busy(1, 10), busy(2, 50)], byCpu, 0))).toEqual([2, 1])
    const changed = [busy(1, 90), busy(2, 50), busy(3, 70)]
    expect(ids(order.apply(changed, byCpu, 999))).toEqual([2, 1, 3])
    expect(ids(order.apply(changed, byCpu, 1_000))).toEqual([1, 3, 2])
  })

  it('sorts at once by another column', () => {
    const order = new LiveOrder()
    const runs = [busy(1, 10), busy(2, 50)]
    order.apply(runs, byCpu, 0)
    expect(ids(order.apply(runs, { column: 'name', isDescending: false }, 1))).toEqual([1, 2])
  })

  it('has names with numbers in their natural order and starting runs after those with a PID', () => {
    const order = new LiveOrder()
    const names = ['Process-10', 'Process-9'].map((name, index) => row(liveRun(index, { name })))
    expect(order.apply(names, { column: 'name', isDescending: false }, 0).map(({ run }) => run.name)).toEqual([
      'Process-9',
      'Process-10',
    ])
    const { pid: _pid, ...starting } = liveRun(7)
    const sorted = order.apply([row(starting), row(liveRun(8))], { column: 'pid', isDescending: false }, 0)
    expect(ids(sorted)).toEqual([8, 7])
  })
})

describe('what actions go to', () => {
  const all: ProcessRow[] = processTree([tree], open).map((entry) => entry.row)
  const children = all.slice(1, 3)

  it('signals single processes by PID and start time, and a selected run as a whole', () => {
    expect(targetsOf(children)).toEqual([
      { runId: 1, process: { pid: 101, startTime: 1010 } },
      { runId: 1, process: { pid: 102, startTime: 1020 } },
    ])
    expect(targetsOf(all)).toEqual([{ runId: 1 }])
  })

  it('offers only what the rows’ states and the system allow', () => {
    const suspended: ProcessRow = { kind: 'run', live: row(liveRun(2, { state: 'suspended' })) }
    const stopping: ProcessRow = { kind: 'run', live: row(liveRun(3, { state: 'stopping' })) }
    expect(possibleFor([], true)).toMatchObject({ terminate: false, kill: false, suspend: false, resume: false })
    expect(possibleFor([suspended], true)).toMatchObject({ terminate: true, suspend: false, resume: true })
    expect(possibleFor([suspended], false)).toMatchObject({ resume: false })
    expect(possibleFor([stopping], true)).toMatchObject({ terminate: false, kill: true, suspend: false })
    expect(possibleFor(children, true)).toMatchObject({ suspend: true, resume: false, single: false })
  })
})
