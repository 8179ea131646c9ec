import { visibleControls } from '../contract/command-line.ts'
import { bidirectionalControls } from '../contract/control-characters.ts'
import type {
  EndedRun,
  ErrorSummary,
  ExitStatus,
  FunctionEnd,
  FunctionError,
  Outcome,
  WaitReason,
} from '../contract/run.ts'

const bidirectional = new RegExp(`[${bidirectionalControls}]`, 'g')

/** Text that came from elsewhere, on one line of a terminal. */
export function oneLine(text: string): string {
  return visibleControls(text).replace(bidirectional, '�')
}

export function describeStatus(status: ExitStatus | FunctionEnd | 'unknown'): string {
  if (status === 'unknown') return 'exit status unknown'
  if (typeof status === 'string') return status
  return 'code' in status ? `exit code ${status.code}` : status.signal
}

/** `TypeError: no such size` */
export function describeError({ name, message }: ErrorSummary): string {
  return oneLine(message === '' ? name : `${name}: ${message}`)
}

/** An error of a function as it would be shown where it was thrown, its causes after it, on lines of a terminal. */
export function describeThrown({ name, message, stack, cause }: FunctionError): string {
  const whole = stack === '' ? `${name}: ${message}` : stack.trimEnd()
  const own = whole.split('\n').map(oneLine).join('\n')
  return cause ? `${own}\nCaused by ${describeThrown(cause)}` : own
}

export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'succeeded':
      return 'succeeded'
    case 'failed':
      return `failed (${outcome.error ? describeError(outcome.error) : describeStatus(outcome.exitStatus)})`
    case 'terminated':
      return `terminated (${describeStatus(outcome.exitStatus)})`
    case 'timed-out':
      return `timed out (${describeStatus(outcome.exitStatus)})`
    case 'cancelled':
      return 'cancelled'
    case 'could-not-start':
      return `could not start (${oneLine(outcome.error.message)})`
    case 'lost':
      return `lost (${oneLine(outcome.reason)})`
  }
}

export function describeWait(reason: WaitReason): string {
  switch (reason.kind) {
    case 'slot':
      return 'waits for a slot'
    case 'paused':
      return 'waits, the pool is paused'
    case 'retry':
      return `waits, the system refuses processes (${reason.code})`
    case 'starting':
      return 'waits, Forkyard is starting'
    case 'recovering':
      return 'waits, Forkyard is looking for the runs of its last start'
    case 'storage':
      return 'waits, the database cannot be written'
    case 'closing':
      return 'waits, Forkyard is ending'
  }
}

/** `Run 3 (build) failed (exit code 2) after 1.5 s.` */
export function describeEnd({ runId, name, outcome, runTime }: EndedRun): string {
  const time = runTime === undefined ? '' : ` after ${describeTime(runTime)}`
  return `Run ${runId} (${oneLine(name)}) ${describeOutcome(outcome)}${time}.`
}

/** Milliseconds, for people: `0.3 s`, `59.9 s`, `12 min 3 s`, `5 h 10 min`, `3 d 4 h`. */
export function describeTime(milliseconds: number): string {
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  const hours = Math.floor(minutes / 60)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** A time of day in this place, to the second: `2026-11-24 18:05:09`. */
export function describeMoment(at: number): string {
  const time = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
}
