import type { DatabaseSync } from 'node:sqlite'
import type { Outcome, RunId } from '../../../contract/run.ts'
import { Table } from './table.ts'

/** One attempt to run a task's command: at most one process of the system. */
export interface AttemptRow {
  runId: RunId
  /** Counted from 1. */
  attempt: number
  /** Of the system that it was begun on; empty if that is not known. */
  bootId: string
  pid: number | null
  /** As the supervisor identifies a process. */
  startTime: number | null
  /** Milliseconds since the epoch, as `endedAt`. */
  startedAt: number | null
  /** Null while it lives, and for an attempt that the system refused. */
  outcome: Outcome['kind'] | null
  /** The outcome as JSON, with the exit status, which is a column of its own for those who search. */
  outcomeDetail: string | null
  endedAt: number | null
  /** Milliseconds. */
  runTime: number | null
  logBytes: number
  /** What came before this byte of its log is gone. */
  keptFrom: number
}

export const attemptsTable = new Table<AttemptRow>('attempts', {
  runId: 'run_id',
  attempt: 'attempt',
  bootId: 'boot_id',
  pid: 'pid',
  startTime: 'start_time',
  startedAt: 'started_at',
  outcome: 'outcome',
  outcomeDetail: 'outcome_detail',
  endedAt: 'ended_at',
  runTime: 'run_time',
  logBytes: 'log_bytes',
  keptFrom: 'kept_from',
})

type Key = Pick<AttemptRow, 'runId' | 'attempt'>

/** Its start may be missing from a record that was set aside. */
export function changeAttempt(database: DatabaseSync, key: Key, change: Partial<AttemptRow>): void {
  if (attemptsTable.update(database, key, change) > 0) return
  attemptsTable.insert(database, { bootId: '', ...change, ...key })
}
