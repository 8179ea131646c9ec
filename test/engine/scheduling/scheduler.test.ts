import { expect, it } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import { Run } from '../../../src-main/engine/runs/run.ts'
import { Scheduler } from '../../../src-main/engine/scheduling/scheduler.ts'
import { systemClock } from '../../../src-main/platform/clock.ts'

/** A scheduler of two slots, whose runs hold theirs until the test frees them. */
function begin(options: { isPaused?: boolean; closedBy?: ('starting' | 'recovering')[] } = {}) {
  const started: RunId[] = []
  let used = 0
  const scheduler = new Scheduler({
    clock: systemClock,
    size: 2,
    isPaused: false,
    closedBy: [],
    slots: () => ({ used, starting: 0 }),
    start: ({ runId }) => {
      used++
      started.push(runId)
    },
    onChange: () => undefined,
    ...options,
  })
  const source = { task: {} as Run['task'] }
  const runs = [1, 2, 3, 4].map(
    (runId) => new Run({ runId: runId as RunId, source, queued: { at: 0, tick: 0 }, repetition: 0 }),
  )
  for (const run of runs) scheduler.queue.enqueue(run)
  const free = (): void => {
    used--
    scheduler.admit()
  }
  const reasons = (): string[] => runs.filter(({ place }) => place).map((run) => scheduler.explain(run).kind)
  return { scheduler, started, free, reasons }
}

it('starts as many as there are slots, in order, and says that the others wait for one', () => {
  const { scheduler, started, free, reasons } = begin()
  scheduler.admit()
  expect([started, reasons()]).toEqual([
    [1, 2],
    ['slot', 'slot'],
  ])
  free()
  expect([started, reasons()]).toEqual([[1, 2, 3], ['slot']])
  scheduler.setSize(3)
  scheduler.admit()
  expect([started, reasons()]).toEqual([[1, 2, 3, 4], []])
})

it('starts nothing while it is closed for any reason, and says which', () => {
  const { scheduler, started, reasons } = begin({ closedBy: ['starting'] })
  scheduler.close('recovering')
  scheduler.admit()
  expect([started, new Set(reasons())]).toEqual([[], new Set(['starting'])])
  scheduler.reopen('starting')
  scheduler.admit()
  expect([started, new Set(reasons())]).toEqual([[], new Set(['recovering'])])
  scheduler.close('storage')
  scheduler.reopen('recovering')
  scheduler.admit()
  expect([started, new Set(reasons())]).toEqual([[], new Set(['storage'])])
  scheduler.reopen('storage')
  scheduler.admit()
  expect(started).toEqual([1, 2])
})

it('has another revision whenever what is said of those that wait may have changed', () => {
  const { scheduler } = begin()
  scheduler.admit()
  const changes: (() => void)[] = [
    () => {
      scheduler.setPaused(true)
    },
    () => {
      scheduler.setPaused(false)
    },
    () => scheduler.refused('EAGAIN'),
    () => {
      scheduler.close('recovering')
    },
    () => {
      scheduler.reopen('recovering')
    },
  ]
  for (const change of changes) {
    const before = scheduler.revision
    change()
    expect(scheduler.revision).toBeGreaterThan(before)
  }
})

it('says of all that wait that the system refuses processes, not only of the one that was refused', () => {
  const { scheduler, reasons } = begin()
  scheduler.admit()
  scheduler.refused('EAGAIN')
  expect(reasons()).toEqual(['retry', 'retry'])
  scheduler.close('closing')
  expect(reasons()).toEqual(['closing', 'closing'])
})
