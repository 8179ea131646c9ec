import type { EndedRun, Outcome, RunId, RunNote } from '../../contract/run.ts'
import type { QueueSample } from '../../contract/pool.ts'
import type { Settings } from '../../contract/settings.ts'
import type { PoolFields } from './tables/pools.ts'
import type { QueuedRow } from './tables/runs.ts'
import type { StoredTask } from './tables/tasks.ts'

/** A run that had begun and has no recorded end. */
export interface AliveRow extends QueuedRow {
  task: StoredTask
  /** It was asked to end. */
  isStopping: boolean
  /** Of the system that its latest attempt was begun on. */
  bootId: string
}

export type OutcomeCounts = Record<Outcome['kind'], number>

/** By how much the counts went down, without those that did not. */
export function differenceOf(before: OutcomeCounts, after: OutcomeCounts): Partial<OutcomeCounts> {
  const entries = Object.entries(before).map(([kind, count]) => [kind, count - after[kind as Outcome['kind']]] as const)
  return Object.fromEntries(entries.filter(([, count]) => count !== 0))
}

/** Everything that a host needs at its start, but for what waits. */
export interface Restored {
  lastRunId: number
  lastTaskId: number
  lastSequence: number
  alive: AliveRow[]
  /** Newest first, at most `limits.endedRuns`. */
  ended: EndedRun[]
  counts: OutcomeCounts
  pools: ({ name: string } & PoolFields)[]
  settings: Partial<Settings>
  samples: QueueSample[]
  /** Milliseconds since the epoch: the database is this backup, so what came later is unknown. */
  backupOf: number | undefined
}

/** How a run ended, as it is recorded. */
export interface EndedRecord {
  runId: RunId
  sequence: number
  attempt: number
  outcome: Outcome
  notes: RunNote[]
  endedAt: number
  /** Milliseconds. */
  waitTime: number
  runTime: number | null
  pid: number | null
  startedAt: number | null
  logBytes: number
  /** What came of a function: JSON each. */
  answer?: { result: string | null; error: string | null }
}
