import { cutMiddle, visibleControls } from '../../contract/command-line.ts'
import { limits } from '../../contract/limits.ts'
import type { ErrorSummary, FunctionError } from '../../contract/run.ts'
import type { AttemptEnd, Fate, SupervisorEvent } from '../../supervisor/port.ts'
import type { Exit, LifeEvent, Moment } from './life.ts'
import type { Run } from './run.ts'

type Told = Extract<SupervisorEvent, { type: 'started' | 'exited' | 'found' }>

/** What an event of the supervisor means for the life of its run, in order. `now`: when it was told. */
export function lifeEventsOf(event: Told, run: Run, now: Moment): LifeEvent[] {
  switch (event.type) {
    case 'started':
      return [begun(event, now)]
    case 'exited':
      return [{ type: 'exited', exit: exitOf(event, run, now) }]
    case 'found':
      return fateOf(event.fate, run, now)
  }
}

function fateOf(fate: Fate, run: Run, now: Moment): LifeEvent[] {
  switch (fate.kind) {
    case 'running':
    case 'followed':
      return [begun(fate, now)]
    case 'ended':
      return [begun(fate, now), { type: 'exited', exit: exitOf(fate.exited, run, now) }]
    case 'start-failed':
      return [{ type: 'start-failed', error: fate.error, moment: now }]
    case 'never-started':
      return [{ type: 'never-started', moment: now }]
    case 'unknown':
      return [{ type: 'lost', code: 'supervisor-gone', reason: fate.reason, moment: now }]
  }
}

function begun({ pid, at }: { pid: number; at: number }, now: Moment): LifeEvent {
  return { type: 'started', pid, started: earlier(at, now) }
}

function exitOf(exit: AttemptEnd, { logLimit, answer }: Run, now: Moment): Exit {
  const { exitStatus, at, runTime, isLogDiskFull, hasReachedLogLimit, logBytes } = exit
  return {
    exitStatus,
    moment: earlier(at, now),
    runTime,
    isLogDiskFull,
    logBytes,
    ...(answer?.error && { error: summaryOf(answer.error) }),
    ...(hasReachedLogLimit && { stoppedAt: logLimit ?? logBytes }),
  }
}

function summaryOf({ name, message }: FunctionError): ErrorSummary {
  const line = visibleControls(cutMiddle(message, limits.shownCommandLength))
  return { name: cutMiddle(name, limits.nameLength), message: line }
}

/** A moment of before, by the system's clock: later than now only where that was set back. */
function earlier(at: number, now: Moment): Moment {
  return { at, tick: now.tick - Math.max(0, now.at - at) }
}
