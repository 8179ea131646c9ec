import type { DatabaseSync } from 'node:sqlite'
import { limits } from '../../contract/limits.ts'
import { outcomeKinds } from '../../contract/run.ts'
import type { QueueSample } from '../../contract/pool.ts'
import type { Settings } from '../../contract/settings.ts'
import { roomForUnknownRuns } from './backups.ts'
import { type OpenDatabase, counter } from './database.ts'
import { endedColumns, readEnded } from './ended-rows.ts'
import { packQueue, packTasks } from './packed-queue.ts'
import type { AliveRow, OutcomeCounts, QueuedRow, Restored } from './rows.ts'

const queuedColumns = `run_id AS runId, task_id AS taskId, repetition, queued_at AS queuedAt, queue_order AS "order",
  attempt, refusals`

export const taskColumns = `task_id AS taskId, name, command, folder, environment, secrets, colours, unbuffered`

/** Reads what a host needs at its start. */
export function restore({ database, backupOf }: OpenDatabase): Restored {
  const all = (sql: string, ...values: number[]): unknown[] => database.prepare(sql).all(...values)
  const lastRunId = counter(database, 'last_run')
  return {
    lastRunId: backupOf === undefined ? lastRunId : lastRunId + roomForUnknownRuns,
    lastTaskId: counter(database, 'last_task'),
    lastSequence: counter(database, 'last_sequence'),
    tasks: packTasks(database),
    queued: packQueue(database),
    alive: aliveRows(database),
    ended: readEnded(
      database
        .prepare(
          `SELECT ${endedColumns} FROM runs JOIN tasks USING (task_id)
           WHERE sequence > ? AND state = 'ended' ORDER BY sequence DESC LIMIT ?`,
        )
        .all(counter(database, 'cleared'), limits.endedRuns),
    ),
    counts: outcomeCounts(database),
    pools: all('SELECT name, size, is_paused FROM pools').map((row) => {
      const { name, size, is_paused } = row as { name: string; size: number; is_paused: number }
      return { name, size, isPaused: is_paused === 1 }
    }),
    settings: readSettings(database),
    samples: all(
      'SELECT * FROM (SELECT * FROM queue_samples ORDER BY at DESC LIMIT ?) ORDER BY at',
      limits.queueSamples,
    ) as QueueSample[],
    backupOf,
  }
}

export function outcomeCounts(database: DatabaseSync): OutcomeCounts {
  const entries = outcomeKinds.map((kind) => [kind, counter(database, `ended:${kind}`)])
  return Object.fromEntries(entries) as OutcomeCounts
}

function aliveRows(database: DatabaseSync): AliveRow[] {
  const rows = database
    .prepare(
      `SELECT ${queuedColumns}, state, boot_id FROM runs LEFT JOIN attempts USING (run_id, attempt)
       WHERE state IN ('starting', 'running', 'stopping') ORDER BY run_id`,
    )
    .all() as unknown as (QueuedRow & { state: string; boot_id: string | null })[]
  return rows.map(({ state, boot_id, ...row }) => ({ ...row, isStopping: state === 'stopping', bootId: boot_id ?? '' }))
}

function readSettings(database: DatabaseSync): Partial<Settings> {
  const rows = database.prepare('SELECT name, value FROM settings').all() as { name: string; value: string }[]
  return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]))
}
