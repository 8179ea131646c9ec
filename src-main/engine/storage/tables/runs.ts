import type { Outcome, RunId } from '../../../contract/run.ts'
import { Table } from './table.ts'

/** A run that waits. `refusals` is JSON. */
export interface QueuedRow {
  runId: RunId
  taskId: number
  repetition: number
  /** Milliseconds since the epoch. */
  queuedAt: number
  order: number
  /** The number of its latest attempt; 0 before the first. */
  attempt: number
  refusals: string | null
}

export type RunState = 'queued' | 'starting' | 'running' | 'stopping' | 'ended' | 'cleared'

/** What is known of a run as a whole; what became of each process that was started for it is in `attempts`. */
export interface RunRow extends QueuedRow {
  poolId: number
  state: RunState
  /** Its place in the history; null before its end. */
  sequence: number | null
  outcome: Outcome['kind'] | null
  /** The outcome as JSON. */
  outcomeDetail: string | null
  /** JSON. */
  notes: string | null
  endedAt: number | null
  /** Milliseconds. */
  waitTime: number | null
  /** Bytes of its logs that are still there. */
  logBytes: number
}

export const runsTable = new Table<RunRow>('runs', {
  runId: 'run_id',
  taskId: 'task_id',
  poolId: 'pool_id',
  repetition: 'repetition',
  state: 'state',
  queuedAt: 'queued_at',
  order: 'queue_order',
  attempt: 'attempt',
  refusals: 'refusals',
  sequence: 'sequence',
  outcome: 'outcome',
  outcomeDetail: 'outcome_detail',
  notes: 'notes',
  endedAt: 'ended_at',
  waitTime: 'wait_time',
  logBytes: 'log_bytes',
})
