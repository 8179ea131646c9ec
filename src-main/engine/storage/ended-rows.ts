import { shownCommand } from '../../contract/command-line.ts'
import type { EndedRun, Outcome, RunId, RunNote } from '../../contract/run.ts'
import type { Command } from '../../contract/task.ts'
import { nameOf } from '../runs/run-name.ts'

/** What `readEnded` needs, of `runs JOIN tasks`. */
export const endedColumns = `run_id, name, command, folder, repetition, queued_at, attempt, sequence, outcome_detail, notes,
  kept_from, pid, started_at, ended_at, wait_time, run_time`

interface Row {
  run_id: RunId
  name: string | null
  command: string
  folder: string
  repetition: number
  queued_at: number
  attempt: number
  sequence: number
  outcome_detail: string
  notes: string | null
  kept_from: number
  pid: number | null
  started_at: number | null
  ended_at: number
  wait_time: number
  run_time: number | null
}

export function readEnded(rows: unknown[]): EndedRun[] {
  return (rows as Row[]).map((row) => {
    const { run_id: runId, name, repetition, pid, started_at, run_time, kept_from } = row
    const notes = row.notes === null ? [] : (JSON.parse(row.notes) as RunNote[])
    return {
      runId,
      name: nameOf({ runId, task: { name: name ?? undefined }, repetition }),
      ...shownCommand(JSON.parse(row.command) as Command),
      folder: row.folder,
      queuedAt: row.queued_at,
      attempt: row.attempt,
      sequence: row.sequence,
      outcome: JSON.parse(row.outcome_detail) as Outcome,
      notes: kept_from > 0 ? [...notes, { kind: 'log-cut', keptFrom: kept_from }] : notes,
      ...(pid !== null && started_at !== null && { pid, startedAt: started_at }),
      endedAt: row.ended_at,
      waitTime: row.wait_time,
      ...(run_time !== null && { runTime: run_time }),
    }
  })
}
