import { visibleControls } from '../contract/command-line.ts'
import { bidirectionalControls } from '../contract/control-characters.ts'
import { endWords, errorLine, outcomeWords, wordsOfEnd } from '../contract/outcome-words.ts'
import type { EndedRun, ErrorSummary, FunctionError, Outcome, WaitReason } from '../contract/run.ts'
import { namedInWait, waitWords } from '../contract/wait-words.ts'
import { fillIn } from '../contract/words.ts'

const bidirectional = new RegExp(`[${bidirectionalControls}]`, 'g')

/** Text that came from elsewhere, on one line of a terminal. */
export function oneLine(text: string): string {
  return visibleControls(text).replace(bidirectional, '�')
}

/** `TypeError: no such size` */
export function describeError(error: ErrorSummary): string {
  return oneLine(errorLine(error))
}

/** An error of a function as it would be shown where it was thrown, its causes after it, on lines of a terminal. */
export function describeThrown({ name, message, stack, cause }: FunctionError): string {
  const whole = stack === '' ? `${name}: ${message}` : stack.trimEnd()
  const own = whole.split('\n').map(oneLine).join('\n')
  return cause ? `${own}\nCaused by ${describeThrown(cause)}` : own
}

/** `failed (exit status 2)` */
export function describeOutcome(outcome: Outcome): string {
  return `${outcomeWords[outcome.kind].state}${inBrackets(describeCause(outcome))}`
}

/** What is known of a run's end besides its outcome; of a lost one in the whole sentence of the host. */
function describeCause(outcome: Outcome): string | undefined {
  if (outcome.kind === 'lost') return oneLine(outcome.reason)
  const words = wordsOfEnd(outcome)
  return words && oneLine(fillIn(endWords[words.key], words.named))
}

/** `Run 3 (build) failed (exit status 2) after 1.5 s.` */
export function describeEnd({ runId, name, outcome, runTime }: EndedRun): string {
  const time = runTime === undefined ? '' : ` after ${describeTime(runTime)}`
  const end = `${outcomeWords[outcome.kind].after}${inBrackets(describeCause(outcome))}`
  return `Run ${runId} (${oneLine(name)}) ${end}${time}.`
}

function inBrackets(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`
}

/** What a run waits for: `a free slot`. @param now milliseconds since the epoch */
export function describeWait(reason: WaitReason, now: number): string {
  return oneLine(fillIn(waitWords[reason.kind].short, namedInWait(reason, now)))
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
