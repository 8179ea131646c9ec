import { describe, expect, it } from 'vitest'
import { type Life, type LifeEvent, advance } from '../../../src-main/engine/runs/life.ts'

const moment = { at: 1_000, tick: 10 }
const exit = (exitStatus: { code: number } | { signal: string }) => ({
  exitStatus,
  moment: { at: 2_000, tick: 1_010 },
  runTime: 1_000,
  isLogDiskFull: false,
  logBytes: 0,
})
const queued: Life = { phase: 'queued', attempt: 0 }
const starting: Life = { phase: 'starting', attempt: 1, isStopWanted: false }
const running: Life = { phase: 'running', attempt: 1, pid: 42, started: moment, isSuspended: false }

/** The life after these events; fails where one of them does not apply. */
function after(life: Life, ...events: LifeEvent[]): Life {
  return events.reduce((state, event) => {
    const next = advance(state, event)
    if (!next) throw new Error(`${event.type} does not apply to ${state.phase}`)
    return next
  }, life)
}

describe('the life of a run', () => {
  it('goes from the queue through a process to its outcome', () => {
    const ended = after(
      queued,
      { type: 'launched' },
      { type: 'started', pid: 42, started: moment },
      { type: 'exited', exit: exit({ code: 0 }) },
    )
    expect(ended).toMatchObject({ phase: 'ended', attempt: 1, begun: { pid: 42 }, outcome: { kind: 'succeeded' } })
  })

  it.each([
    [{ code: 3 }, 'failed'],
    [{ code: 137 }, 'failed'],
    [{ signal: 'SIGSEGV' }, 'failed'],
    [{ code: 0 }, 'succeeded'],
  ])('ends with %j as %s', (exitStatus, kind) => {
    expect(after(running, { type: 'exited', exit: exit(exitStatus) })).toMatchObject({
      outcome: { kind, exitStatus },
    })
  })

  it('goes back to the queue when the system refuses, and counts the attempt', () => {
    const refused = after(queued, { type: 'launched' }, { type: 'never-started', moment })
    expect(refused).toEqual({ phase: 'queued', attempt: 1 })
    expect(after(refused, { type: 'launched' })).toMatchObject({ phase: 'starting', attempt: 2 })
  })

  it('is cancelled, not started again, when it was to be ended while the system refused it', () => {
    expect(after(starting, { type: 'stop-asked' }, { type: 'never-started', moment })).toMatchObject({
      phase: 'ended',
      outcome: { kind: 'cancelled' },
    })
  })

  it('is terminated only when both the process has exited and the termination has ended, in either order', () => {
    const exited: LifeEvent = { type: 'exited', exit: exit({ signal: 'SIGTERM' }) }
    const terminated: LifeEvent = { type: 'termination-ended', result: { ok: true }, moment }
    for (const [first, second] of [
      [exited, terminated],
      [terminated, exited],
    ] as const) {
      const half = after(running, { type: 'stop-asked' }, first)
      expect(half.phase).toBe('stopping')
      expect(after(half, second)).toMatchObject({ outcome: { kind: 'terminated', survivors: [] } })
    }
  })

  it('names what outlived its termination', () => {
    const survivors = [{ pid: 7, name: 'stuck', reason: 'alive' }]
    const ended = after(
      running,
      { type: 'stop-asked' },
      { type: 'termination-ended', result: { ok: false, code: 'survivors', survivors }, moment },
      { type: 'exited', exit: exit({ signal: 'SIGKILL' }) },
    )
    expect(ended).toMatchObject({ outcome: { kind: 'terminated', survivors } })
  })

  it('stops right after its start when it was to be ended while starting', () => {
    expect(after(starting, { type: 'stop-asked' }, { type: 'started', pid: 42, started: moment })).toMatchObject({
      phase: 'stopping',
      pid: 42,
    })
  })

  it('refuses what does not apply', () => {
    const ended = after(running, { type: 'exited', exit: exit({ code: 0 }) })
    expect(advance(running, { type: 'cancelled', moment })).toBeUndefined()
    expect(advance(queued, { type: 'suspended' })).toBeUndefined()
    expect(advance(queued, { type: 'stop-asked' })).toBeUndefined()
    expect(advance(ended, { type: 'exited', exit: exit({ code: 1 }) })).toBeUndefined()
    expect(advance(ended, { type: 'lost', code: 'supervisor-gone', reason: 'x', moment })).toBeUndefined()
  })

  it.each([queued, starting, running])('can be lost while $phase', (life) => {
    expect(after(life, { type: 'lost', code: 'supervisor-gone', reason: 'supervisor gone', moment })).toMatchObject({
      outcome: { kind: 'lost', code: 'supervisor-gone', reason: 'supervisor gone' },
    })
  })
})
