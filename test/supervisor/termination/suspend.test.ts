import { describe, expect, it } from 'vitest'
import type { Scope } from '../../../src-main/supervisor/termination/scope.ts'
import type { Order, Platform, ProcessRow } from '../../../src-main/supervisor/platform/platform.ts'
import { SharedScans } from '../../../src-main/supervisor/sampling/shared-scans.ts'
import { orderAll } from '../../../src-main/supervisor/termination/suspend.ts'

const row = (pid: number): ProcessRow => ({
  pid,
  parentPid: 1,
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
})

/** A tree that each look finds larger, until the last. */
function growingTree(looks: number[][], refused: number[] = []) {
  const signalled: number[] = []
  let look = 0
  const scope: Scope = {
    id: 'all',
    look: () => (looks[look++] ?? looks.at(-1) ?? []).map(row),
    isExitDue: () => false,
    ownChild: () => undefined,
  }
  const platform: Platform = {
    canSuspend: true,
    startTimeOf: () => 0,
    isStopped: () => false,
    childrenOf: () => [],
    living: () => Promise.resolve([]),
    bootId: () => 'this boot',
    giveBack: () => Promise.resolve(false),
    scan: () => Promise.resolve(new Map<number, ProcessRow>()),
    commandOf: ({ name }) => name,
    deliver: (_: Order, rows) => {
      signalled.push(...rows.map(({ pid }) => pid))
      return Promise.resolve(
        new Map(refused.filter((pid) => rows.some((one) => one.pid === pid)).map((pid) => [pid, 'EPERM'])),
      )
    },
    close: () => undefined,
  }
  const suspend = () => orderAll('suspend', scope, new SharedScans(platform, () => 0), platform)
  return { signalled, suspend }
}

describe('suspending a tree', () => {
  it('looks again until nothing new has appeared, and signals each process once', async () => {
    const { signalled, suspend } = growingTree([[10], [10, 11], [10, 11, 12], [10, 11, 12]])
    expect(await suspend()).toEqual({ ok: true })
    expect(signalled).toEqual([10, 11, 12])
  })

  it('names those that refused', async () => {
    const { suspend } = growingTree([[10, 11]], [11])
    expect(await suspend()).toEqual({
      ok: false,
      code: 'survivors',
      survivors: [{ pid: 11, name: 'x', reason: 'EPERM' }],
    })
  })
})
