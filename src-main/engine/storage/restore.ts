import type { DatabaseSync } from 'node:sqlite'
import { limits } from '../../contract/limits.ts'
import type { QueueSample } from '../../contract/pool.ts'
import type { Settings } from '../../contract/settings.ts'
import { counter, outcomeCounts } from './counters.ts'
import type { OpenDatabase } from './database.ts'
import { endedColumns, readEnded } from './ended-rows.ts'
import { type QueueSlice, readQueue } from './queue-slices.ts'
import type { AliveRow, QueuedRow, Restored, StoredTask } from './rows.ts'

export const taskColumns = `task_id AS taskId, name, command, folder, environment, secrets, colours, unbuffered`

/** Reads what a host needs at its start; what waits it hands out before. */
export function restore({ database, backupOf }: OpenDatabase, hand: (slice: QueueSlice) => void): Restored {
  const all = (sql: string, ...values: number[]): unknown[] => database.prepare(sql).all(...values)
  readQueue(database, hand)
  return {
    lastRunId: counter(database, 'last_run'),
    lastTaskId: counter(database, 'last_task'),
    lastSequence: counter(database, 'last_sequence'),
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

function aliveRows(database: DatabaseSync): AliveRow[] {
  const rows = database
    .prepare(
      `SELECT run_id AS runId, task_id AS taskId, repetition, queued_at AS queuedAt, queue_order AS "order", attempt,
         refusals, state, boot_id FROM runs LEFT JOIN attempts USING (run_id, attempt)
       WHERE state IN ('starting', 'running', 'stopping') ORDER BY run_id`,
    )
    .all() as unknown as (QueuedRow & { state: string; boot_id: string | null })[]
  const readTask = database.prepare(`SELECT ${taskColumns} FROM tasks WHERE task_id = ?`)
  return rows.map(({ state, boot_id, ...row }) => {
    const task = readTask.get(row.taskId) as unknown as StoredTask | undefined
    if (!task) throw new Error(`The database has no task ${String(row.taskId)}, which run ${String(row.runId)} names.`)
    return { ...row, task, isStopping: state === 'stopping', bootId: boot_id ?? '' }
  })
}

function readSettings(database: DatabaseSync): Partial<Settings> {
  const rows = database.prepare('SELECT name, value FROM settings').all() as { name: string; value: string }[]
  return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]))
}
