import type { ChildProcess } from 'node:child_process'
import type { ProcessIdentity } from '../contract/process.ts'
import type { Ending } from './ladder/ending.ts'
import type { AttemptKey } from './port.ts'

/** An attempt whose process was started, until it has exited and nothing works on its tree any more. */
export interface Attempt {
  readonly key: AttemptKey
  readonly child: ChildProcess
  readonly leader: ProcessIdentity
  readonly marker: string
  /** Milliseconds of `performance.now()`. */
  readonly startedAt: number
  readonly logFolder: string
  isLogDiskFull: boolean
  hasExited: boolean
  /** Members that the latest look found, by PID: their start times. */
  seen: Map<number, number>
  /** What is being ended, by scope. */
  readonly endings: Map<string, Ending>
}

export function keyOf({ runId, attempt }: AttemptKey): string {
  return `${String(runId)}.${String(attempt)}`
}
