import type { ErrorSummary, ExitStatus, FunctionEnd, LostCode, Outcome, Survivor } from '../../contract/run.ts'
import type { SignalResult, StartError } from '../../supervisor/port.ts'

/** A moment on both clocks: `at` for showing (milliseconds since the epoch), `tick` for durations (monotonic). */
export interface Moment {
  at: number
  tick: number
}

/** The process that an attempt came to. */
interface Begun {
  pid: number
  started: Moment
}

interface Alive extends Begun {
  attempt: number
}

/** How the process ended, as far as it matters here. */
export interface Exit {
  exitStatus: ExitStatus | FunctionEnd | 'unknown'
  /** Of a function that did not return. */
  error?: ErrorSummary | undefined
  moment: Moment
  /** Milliseconds, measured by the supervisor. */
  runTime: number
  isLogDiskFull: boolean
  /** Bytes at which the supervisor stopped it for its log; undefined where it did not. */
  stoppedAt?: number | undefined
  logBytes: number
}

/** Where a run is between submission and end. */
export type Life =
  | { phase: 'queued'; attempt: number }
  /** Launched, no answer yet. `isStopWanted`: someone asked to end it meanwhile. */
  | { phase: 'starting'; attempt: number; isStopWanted: boolean }
  | ({ phase: 'running'; isSuspended: boolean } & Alive)
  /** Its termination runs. It has ended once the process exited and the termination came to its end. */
  | ({ phase: 'stopping'; exit?: Exit; termination?: SignalResult } & Alive)
  | { phase: 'ended'; attempt: number; outcome: Outcome; ended: Moment; exit?: Exit; begun?: Begun }

export type LifeEvent =
  | { type: 'launched' }
  | { type: 'started'; pid: number; started: Moment }
  /** For certain, as the system refused its process for a while, say: it waits again. */
  | { type: 'never-started'; moment: Moment }
  | { type: 'start-failed'; error: StartError; moment: Moment }
  | { type: 'exited'; exit: Exit }
  | { type: 'stop-asked' }
  | { type: 'termination-ended'; result: SignalResult; moment: Moment }
  | { type: 'suspended' }
  | { type: 'resumed' }
  | { type: 'cancelled'; moment: Moment }
  | { type: 'lost'; code: LostCode; reason: string; moment: Moment }

/**
 * The life of a run: queued → starting → running → (stopping →) ended. Returns the next state, or undefined where
 * the event does not apply to this one (a cancel of a running run, an exit reported twice).
 */
export function advance(life: Life, event: LifeEvent): Life | undefined {
  if (life.phase === 'ended') return undefined
  if (event.type === 'lost') return end(life, { kind: 'lost', code: event.code, reason: event.reason }, event.moment)
  switch (life.phase) {
    case 'queued':
      if (event.type === 'launched') return { phase: 'starting', attempt: life.attempt + 1, isStopWanted: false }
      if (event.type === 'cancelled') return end(life, { kind: 'cancelled' }, event.moment)
      return undefined
    case 'starting':
      return advanceStarting(life, event)
    case 'running':
      if (event.type === 'exited') return exitNaturally(life, event.exit)
      if (event.type === 'stop-asked') return stopping(life)
      if (event.type === 'suspended') return life.isSuspended ? undefined : { ...life, isSuspended: true }
      if (event.type === 'resumed') return life.isSuspended ? { ...life, isSuspended: false } : undefined
      return undefined
    case 'stopping':
      if (event.type === 'exited') return exitStopped({ ...life, exit: event.exit }, event.exit.moment)
      if (event.type === 'termination-ended') return exitStopped({ ...life, termination: event.result }, event.moment)
      return undefined
  }
}

type Starting = Extract<Life, { phase: 'starting' }>
type Running = Extract<Life, { phase: 'running' }>
type Stopping = Extract<Life, { phase: 'stopping' }>

function advanceStarting(life: Starting, event: LifeEvent): Life | undefined {
  switch (event.type) {
    case 'started': {
      const running: Running = {
        phase: 'running',
        attempt: life.attempt,
        pid: event.pid,
        started: event.started,
        isSuspended: false,
      }
      return life.isStopWanted ? stopping(running) : running
    }
    case 'never-started':
      if (life.isStopWanted) return end(life, { kind: 'cancelled' }, event.moment)
      return { phase: 'queued', attempt: life.attempt }
    case 'start-failed':
      return end(
        life,
        { kind: 'could-not-start', error: { code: event.error.code, message: event.error.message } },
        event.moment,
      )
    case 'stop-asked':
      return life.isStopWanted ? undefined : { ...life, isStopWanted: true }
    default:
      return undefined
  }
}

function stopping({ attempt, pid, started }: Running): Stopping {
  return { phase: 'stopping', attempt, pid, started }
}

function exitNaturally(life: Running, exit: Exit): Life {
  return end(life, naturalOutcome(exit), exit.moment, exit)
}

function naturalOutcome({ exitStatus, stoppedAt, error }: Exit): Outcome {
  if (stoppedAt !== undefined) return { kind: 'terminated', exitStatus, survivors: [] }
  if (exitStatus === 'returned') return { kind: 'succeeded', exitStatus }
  if (exitStatus === 'unknown') {
    const reason =
      'It finished, but its exit status is unknown: the process that supervised it had ended. Check its output.'
    return { kind: 'lost', code: 'exit-status-unknown', reason }
  }
  // A worker that exits with 0 has not returned what was asked of it.
  if (error || exitStatus === 'threw') return { kind: 'failed', exitStatus, ...(error && { error }) }
  return 'code' in exitStatus && exitStatus.code === 0
    ? { kind: 'succeeded', exitStatus: { code: 0 } }
    : { kind: 'failed', exitStatus }
}

/** The slot stays taken until nothing of the tree is left, or the survivors are known. */
function exitStopped(life: Stopping, moment: Moment): Life {
  if (!life.exit || !life.termination) return life
  const survivors: Survivor[] = life.termination.ok ? [] : life.termination.survivors
  return end(life, { kind: 'terminated', exitStatus: life.exit.exitStatus, survivors }, moment, life.exit)
}

function end(life: Life, outcome: Outcome, ended: Moment, exit?: Exit): Life {
  const begun = 'pid' in life && { begun: { pid: life.pid, started: life.started } }
  return { phase: 'ended', attempt: life.attempt, outcome, ended, ...(exit && { exit }), ...begun }
}
