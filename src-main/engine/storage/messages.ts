import type { RequestInput } from '../../contract/contract.ts'
import type { EndedRun, RunId, RunNote } from '../../contract/run.ts'
import type { PoolName, QueueSample } from '../../contract/pool.ts'
import type { Deletions, Settings } from '../../contract/settings.ts'
import type { CallAnswer } from '../functions/call-answer.ts'
import type { QueueSlice } from './queue-slices.ts'
import type { Keeping } from './retention.ts'
import type { EndedRecord, OutcomeCounts, Restored } from './rows.ts'
import type { PoolFields } from './tables/pools.ts'
import type { QueuedRow } from './tables/runs.ts'
import type { StoredTask } from './tables/tasks.ts'

/** What a person asks for: refused where it cannot be stored, and nothing has changed then. */
export type RequestedWrite =
  | { type: 'submit'; pool: PoolName; tasks: StoredTask[]; runs: QueuedRow[] }
  | { type: 'move'; runs: { runId: RunId; order: number }[] }
  /** Changes the fields that are named. */
  | { type: 'set-pool'; name: PoolName; change: Partial<PoolFields> }
  /** Changes the settings that are named. */
  | { type: 'set-settings'; settings: Partial<Settings> }
  /** Undefined: everything up to this place in the history. */
  | { type: 'clear'; runIds: RunId[] | undefined; upTo: number }

/** What has happened: tried again until it is stored. */
export type FactWrite =
  | { type: 'starting'; runId: RunId; attempt: number; bootId: string }
  | { type: 'started'; runId: RunId; attempt: number; pid: number; startTime: number; startedAt: number }
  | { type: 'stopping'; runId: RunId }
  | { type: 'requeued'; runId: RunId; refusals: string | null }
  | ({ type: 'ended' } & EndedRecord)
  | { type: 'log-cut'; runId: RunId; attempt: number; keptFrom: number }
  | { type: 'sampled'; sample: QueueSample }

export type Write = RequestedWrite | FactWrite

const requested: ReadonlySet<Write['type']> = new Set(['submit', 'move', 'set-pool', 'set-settings', 'clear'])

export function isFact(write: Write): write is FactWrite {
  return !requested.has(write.type)
}

/**
 * In which way a database is no good. `empty`: 0 bytes, or no tables. `missing`, though the folder has had one. `foreign`:
 * another program's. `mixed`: sound, but not what was used here last. `unreadable`: the system gives it to nobody.
 */
export type Damage = 'empty' | 'missing' | 'foreign' | 'mixed' | 'unreadable' | 'damaged'

/** Why the database could not be opened. */
export type OpenFailure =
  | ({ kind: 'damaged'; damage: Damage; what: string } & Replaceable)
  | ({ kind: 'too-new'; version: number } & Replaceable)
  | { kind: 'refused'; code: string; message: string }

/** A database that another one can take the place of. */
interface Replaceable {
  file: string
  /** Where it was moved; undefined if it is where it was. */
  movedTo: string | undefined
  /** The newest one that can be used. */
  backup: Backup | undefined
}

export interface Backup {
  file: string
  /** Milliseconds since the epoch. */
  at: number
}

/** What to do if the database cannot be used. */
export type OnDamage = 'refuse' | 'restore' | 'start-empty'

export interface OpenRequest {
  folder: string
  onDamage: OnDamage
}

export type ToWriter =
  | { type: 'open'; request: OpenRequest }
  /** In place of a thread that has died: nothing is handed out. */
  | { type: 'reopen'; request: OpenRequest }
  /** In order, as one transaction. `number`: higher than that of every batch before. */
  | { type: 'write'; writes: readonly Write[]; number: number }
  | { type: 'keep'; keptRuns: number | null; keptDays: number | null; keptLogBytes: number | null }
  | { type: 'close' }

/** What the storage could not do: the code of SQLite or of the system, and its words. */
export interface WriteFailure {
  code: string
  message: string
}

export type FromWriter =
  /** Before `opened`: what waits, in order. */
  | { type: 'queued'; slice: QueueSlice }
  | { type: 'opened'; restored: Restored; lastBatch: number }
  | { type: 'reopened'; lastBatch: number }
  | { type: 'not-opened'; failure: OpenFailure }
  /**
   * `requests`: why everything requested in the batch was refused. `facts`: why its facts from `stored` on must be sent
   * again.
   */
  | { type: 'written'; requests?: WriteFailure; facts?: WriteFailure; stored: number }
  /** These can never be stored; they are in the file named, or only in what this process printed. */
  | { type: 'set-aside'; count: number; first: WriteFailure; file: string | undefined }
  /** Cleared, or deleted by retention. */
  | { type: 'forgotten'; gone: Cleared }
  | { type: 'logs-removed'; runs: { runId: RunId; notes: RunNote[] }[] }
  /** Why nothing is deleted because of its age for now; undefined once it is again. */
  | { type: 'clock-doubted'; doubt: ClockDoubt | undefined }
  | { type: 'closed' }

/** Ended runs that left the history: those named, or all up to a place in it. `outcomes` counts how they had ended. */
export type Cleared = { outcomes: Partial<OutcomeCounts> } & ({ runIds: RunId[] } | { upTo: number })

/** Milliseconds since the epoch: what the clock shows, and when it was last believed. */
export interface ClockDoubt {
  now: number
  before: number
}

export type ToReader =
  | { type: 'page'; number: number; query: RequestInput<'listHistory'> }
  | { type: 'find'; number: number; runIds: RunId[] }
  | { type: 'count-deletions'; number: number; keeping: Keeping; now: number }
  | { type: 'close' }

/** An ended run with its task, and where its log begins and ends. */
export interface FoundRun {
  run: EndedRun
  task: StoredTask
  repetition: number
  /** What came of a function. */
  answer: CallAnswer | undefined
}

export type FromReader =
  | { type: 'page'; number: number; runs: EndedRun[]; next: number | undefined; isIncomplete: boolean }
  | { type: 'found'; number: number; runs: FoundRun[] }
  | ({ type: 'deletions'; number: number } & Deletions)
  | { type: 'failed'; number: number; failure: WriteFailure }
  | { type: 'closed' }
