import type { ProcessIdentity } from '../../contract/process.ts'
import type { Origin } from '../journal/lines.ts'
import type { Ending } from '../termination/ending.ts'
import type { AttemptKey, LogLimit } from '../port.ts'
import type { OwnProcess } from '../launching/starting/starter.ts'

/** An attempt whose process was started, until its end was told and nothing works on its tree any more. */
export interface Attempt {
  readonly key: AttemptKey
  /** Undefined for one that another supervisor started: it is known by its identity alone. */
  readonly child: OwnProcess | undefined
  /** What may yet say how one without `child` ended. */
  readonly origin: Origin | undefined
  readonly leader: ProcessIdentity
  readonly marker: string
  /** By `monotonic()`. */
  readonly startedAt: number
  readonly logFile: string
  readonly logLimit: LogLimit | undefined
  /** Its process is the host's, which tells how it ended; nothing is written down of it. */
  readonly isAttended: boolean
  /** Everything of the log before this byte is gone. */
  keptFrom: number
  isLogDiskFull: boolean
  hasReachedLogLimit: boolean
  /** Somebody asked for it, and did not ask to resume it since. */
  isSuspended: boolean
  hasExited: boolean
  isEndTold: boolean
  /** Members that the latest look found, by PID: their start times. */
  seen: Map<number, number>
  /** What is being ended, by scope. */
  readonly endings: Map<string, Ending>
}

type Origins = Pick<Attempt, 'key' | 'child' | 'leader' | 'marker' | 'startedAt' | 'logFile' | 'logLimit'>

/** One that has just begun, or was just taken over. */
export function newAttempt(
  origins: Origins,
  { keptFrom = 0, origin, isAttended = false }: Partial<Pick<Attempt, 'keptFrom' | 'origin' | 'isAttended'>> = {},
): Attempt {
  return {
    ...origins,
    origin,
    isAttended,
    keptFrom,
    isLogDiskFull: false,
    hasReachedLogLimit: false,
    isSuspended: false,
    hasExited: false,
    isEndTold: false,
    seen: new Map(),
    endings: new Map(),
  }
}

export function keyOf({ runId, attempt }: AttemptKey): string {
  return `${String(runId)}.${String(attempt)}`
}
