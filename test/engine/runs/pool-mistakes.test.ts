import { describe, expect, it } from 'vitest'
import type { Recovery } from '../../../src-main/contract/snapshot.ts'
import { optionsOf } from '../../../src-main/contract/task-options.ts'
import type { RunId } from '../../../src-main/contract/run.ts'
import { defaultSettings } from '../../../src-main/contract/settings.ts'
import { systemClock } from '../../../src-main/platform/clock.ts'
import type { FunctionRuns } from '../../../src-main/engine/functions/function-runs.ts'
import { OutcomeCount } from '../../../src-main/engine/history/outcome-count.ts'
import { Pool } from '../../../src-main/engine/runs/pool.ts'
import type { RunEvents } from '../../../src-main/engine/runs/run-events.ts'
import { Run } from '../../../src-main/engine/runs/run.ts'
import type { RunRecord } from '../../../src-main/engine/runs/run-record.ts'
import type { Supervisor, SupervisorEvent } from '../../../src-main/supervisor/port.ts'
import { catchRaised } from '../../raised.ts'
import { until } from '../rig.ts'

const nothing = (): void => undefined

/** A pool whose supervisor and record do as the test says. */
function world(parts: {
  supervisor?: Partial<Supervisor>
  record?: Partial<RunRecord>
  listener?: Partial<RunEvents>
}) {
  let tell: (event: SupervisorEvent) => void = nothing
  const broken: unknown[] = []
  const supervisor = {
    launch: nothing,
    settle: nothing,
    reattach: nothing,
    onEvent: (listener: typeof tell) => {
      tell = listener
      return nothing
    },
    ...parts.supervisor,
  } as Supervisor
  const done = (): Promise<void> => Promise.resolve()
  const record: RunRecord = {
    starting: done,
    started: nothing,
    stopping: done,
    requeued: nothing,
    ended: done,
    logCut: nothing,
    ...parts.record,
  }
  const listener: RunEvents = {
    liveChanged: nothing,
    left: nothing,
    ended: nothing,
    recorded: nothing,
    poolChanged: nothing,
    recovered: nothing,
    troubled: nothing,
    changed: nothing,
    broke: (error) => broken.push(error),
    ...parts.listener,
  } as RunEvents
  const counts = Object.fromEntries(
    ['succeeded', 'failed', 'terminated', 'cancelled', 'could-not-start', 'lost'].map((kind) => [kind, 0]),
  )
  const pool = new Pool(
    {
      name: 'default',
      supervisor,
      functions: { listen: nothing, giveUp: nothing } as unknown as FunctionRuns,
      clock: systemClock,
      record,
      outcomes: new OutcomeCount(counts as never),
      surroundings: { environment: {} },
      size: 1,
      isPaused: false,
      logFolder: '/none',
      settings: defaultSettings,
      lastSequence: 0,
    },
    listener,
  )
  let lastRun = 0
  const submit = (): Run => {
    const task = { command: { kind: 'shell' as const, line: 'true' }, name: undefined, folder: '/', ...optionsOf({}) }
    const queued = { at: Date.now(), tick: performance.now() }
    const run = new Run({ runId: ++lastRun as RunId, source: { task }, repetition: 0, queued })
    pool.submit([run])
    return run
  }
  const started = (run: Run): void => {
    tell({ type: 'started', runId: run.runId, attempt: run.life.attempt, pid: 42, startTime: 1, at: Date.now() })
  }
  return { pool, broken, submit, started, tell: (event: SupervisorEvent) => tell(event) }
}

const outcomeOf = ({ life }: Run): string => (life.phase === 'ended' ? life.outcome.kind : life.phase)

describe('a pool, after an error', () => {
  it('in ordering a start, ends that run and frees its slot', async () => {
    const raised = catchRaised()
    let launches = 0
    const { submit, pool, broken } = world({
      supervisor: {
        launch: () => {
          if (++launches === 1) throw new Error('a slip')
        },
      },
    })
    const [first, second] = [submit(), submit()]
    await until(() => launches === 2)
    expect([outcomeOf(first), outcomeOf(second), pool.live.size, broken]).toEqual([
      'could-not-start',
      'starting',
      1,
      [],
    ])
    expect(raised.map(String)).toEqual(['Error: a slip'])
  })

  it('in ending a run, answers those who asked, and the run ends with its process', async () => {
    const raised = catchRaised()
    const { submit, started, tell, pool } = world({
      supervisor: { terminate: () => Promise.reject(new Error('a slip')) },
    })
    const run = submit()
    await until(() => run.life.phase === 'starting')
    await Promise.resolve()
    started(run)
    expect(await pool.stop(run, 1_000)).toEqual({ ok: false, code: 'not-available', survivors: [] })
    const exit = { at: 0, runTime: 1, isLogDiskFull: false, hasReachedLogLimit: false, logBytes: 0 }
    tell({ type: 'exited', runId: run.runId, attempt: 1, exitStatus: { code: 0 }, ...exit })
    expect([outcomeOf(run), pool.live.size, raised.map(String)]).toEqual(['terminated', 0, ['Error: a slip']])
  })

  it('in the middle of a change, says that it is broken', () => {
    const { submit, broken } = world({
      listener: {
        liveChanged: () => {
          throw new Error('a slip')
        },
      },
    })
    expect(submit).toThrow('a slip')
    expect(broken.map(String)).toContain('Error: a slip')
  })

  it('that took the supervisor, has runs that were never ordered wait again', async () => {
    let isRecorded = false
    const { submit, tell, pool, started } = world({
      record: {
        starting: () => (isRecorded ? new Promise(nothing) : Promise.resolve()),
      },
    })
    pool.setSize(2)
    const ordered = submit()
    await until(() => ordered.life.phase === 'starting')
    await new Promise((resolve) => setImmediate(resolve))
    started(ordered)
    isRecorded = true
    const announced = submit()
    expect(announced.life.phase).toBe('starting')
    tell({ type: 'lost', reason: 'gone' })
    expect([outcomeOf(ordered), outcomeOf(announced), pool.queue.depth]).toEqual(['lost', 'queued', 1])
    expect(pool.explain(announced)).toEqual({ kind: 'supervisor' })
  })

  it('that took the supervisor before it had told what an earlier host left: those runs are lost, and that is told', () => {
    const found: Recovery[] = []
    const { pool, tell, submit } = world({ listener: { recovered: (recovery) => found.push(recovery) } })
    const queued = { at: Date.now(), tick: performance.now() }
    const task = { command: { kind: 'shell', line: 'true' }, environment: {}, folder: '/' } as unknown as Run['task']
    const begun = new Run({ runId: 70 as RunId, source: { task }, repetition: 0, queued })
    begun.life = { phase: 'starting', attempt: 1, isStopWanted: false }
    pool.restore({ queued: [], begun: [begun], gone: [] })
    const waiting = submit()
    expect(pool.explain(waiting)).toEqual({ kind: 'recovering' })
    tell({ type: 'lost', reason: 'gone' })
    expect(found).toMatchObject([{ lost: [70], isPaused: true }])
    expect([outcomeOf(begun), pool.explain(waiting)]).toEqual(['lost', { kind: 'supervisor' }])
  })
})

describe('a run that an earlier host was ending', () => {
  it('gets the grace period again, and is not killed at once', async () => {
    const asked: string[] = []
    const { pool, started } = world({
      supervisor: {
        terminate: (_target, grace) => {
          asked.push(`terminate with ${grace}`)
          return new Promise(nothing)
        },
        kill: () => {
          asked.push('kill')
          return new Promise(nothing)
        },
      },
    })
    const queued = { at: Date.now(), tick: performance.now() }
    const task = { command: { kind: 'shell', line: 'true' }, environment: {}, folder: '/' } as Run['task']
    const run = new Run({ runId: 1 as RunId, source: { task }, repetition: 0, queued })
    run.life = { phase: 'starting', attempt: 1, isStopWanted: true }
    pool.restore({ queued: [], begun: [run], gone: [] })
    started(run)
    await until(() => asked.length > 0)
    expect(asked).toEqual([`terminate with ${defaultSettings.gracePeriod}`])
  })
})
