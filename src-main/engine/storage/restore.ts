import type { DatabaseSync } from 'node:sqlite'
import { limits } from '../../contract/limits.ts'
import type { Settings } from '../../contract/settings.ts'
import { counter, outcomeCounts } from './counters.ts'
import type { OpenDatabase } from './database.ts'
import { endedColumns, joinedToRuns, readEnded } from './ended-rows.ts'
import { type QueueSlice, readQueue } from './queue-slices.ts'
import type { AliveRow, Restored } from './rows.ts'
import { type AttemptRow, attemptsTable } from './tables/attempts.ts'
import { readPools } from './tables/pools.ts'
import { readSamples } from './tables/queue-samples.ts'
import { type RunRow, runsTable } from './tables/runs.ts'
import { type StoredTask, taskColumns } from './tables/tasks.ts'

/** Reads what a host needs at its start; what waits it hands out before. */
export function restore({ database, backupOf }: OpenDatabase, hand: (slice: QueueSlice) => void): Restored {
  readQueue(database, hand)
  return {
    lastRunId: counter(database, 'last_run'),
    lastTaskId: counter(database, 'last_task'),
    lastSequence: counter(database, 'last_sequence'),
    alive: aliveRows(database),
    ended: readEnded(
      database
        .prepare(
          `SELECT ${endedColumns} FROM runs ${joinedToRuns}
           WHERE sequence > ? AND state = 'ended' ORDER BY sequence DESC LIMIT ?`,
        )
        .all(counter(database, 'cleared'), limits.endedRuns),
    ),
    counts: outcomeCounts(database),
    pools: readPools(database),
    settings: readSettings(database),
    samples: readSamples(database, limits.queueSamples),
    backupOf,
  }
}

function aliveRows(database: DatabaseSync): AliveRow[] {
  const queued = runsTable.select('runId', 'taskId', 'repetition', 'queuedAt', 'order', 'attempt', 'refusals', 'state')
  const rows = database
    .prepare(
      `SELECT ${queued}, ${attemptsTable.select('bootId')} FROM runs LEFT JOIN attempts USING (run_id, attempt)
       WHERE state IN ('starting', 'running', 'stopping') ORDER BY runs.run_id`,
    )
    .all() as unknown as (Omit<RunRow, 'poolId'> & { bootId: AttemptRow['bootId'] | null })[]
  const readTask = database.prepare(`SELECT ${taskColumns} FROM tasks WHERE task_id = ?`)
  return rows.map(({ state, bootId, ...row }) => {
    const task = readTask.get(row.taskId) as unknown as StoredTask | undefined
    if (!task) throw new Error(`The database has no task ${String(row.taskId)}, which run ${String(row.runId)} names.`)
    return { ...row, task, isStopping: state === 'stopping', bootId: bootId ?? '' }
  })
}

function readSettings(database: DatabaseSync): Partial<Settings> {
  const rows = database.prepare('SELECT name, value FROM settings').all() as { name: string; value: string }[]
  return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]))
}
