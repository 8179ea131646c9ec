import { shownCommand } from '../../contract/command-line.ts'
import type { Command } from '../../contract/command.ts'
import type { EndedRun, Outcome, RunNote } from '../../contract/run.ts'
import { nameOf } from '../runs/run-name.ts'
import { type AttemptRow, attemptsTable } from './tables/attempts.ts'
import { type RunRow, runsTable } from './tables/runs.ts'
import { type StoredTask, tasksTable } from './tables/tasks.ts'

/** What `readEnded` needs, of `endedTables`. */
export const endedColumns = [
  runsTable.select('runId', 'repetition', 'queuedAt', 'attempt', 'sequence', 'outcomeDetail', 'notes', 'endedAt'),
  runsTable.select('waitTime'),
  tasksTable.select('name', 'command', 'folder'),
  attemptsTable.select('keptFrom', 'pid', 'startedAt', 'runTime'),
].join(', ')

/** To be joined to `runs`; a run that was cancelled may have no attempt. */
export const joinedToRuns = 'CROSS JOIN tasks USING (task_id) LEFT JOIN attempts USING (run_id, attempt)'

type Row = Pick<RunRow, 'runId' | 'repetition' | 'queuedAt' | 'attempt' | 'notes'> &
  Pick<StoredTask, 'name' | 'command' | 'folder'> &
  Pick<AttemptRow, 'pid' | 'startedAt' | 'runTime'> & {
    sequence: number
    outcomeDetail: string
    endedAt: number
    waitTime: number
    keptFrom: number | null
  }

export function readEnded(rows: unknown[]): EndedRun[] {
  return (rows as Row[]).map((row) => {
    const { runId, name, repetition, folder, queuedAt, attempt, sequence, endedAt, waitTime, ...rest } = row
    const { pid, startedAt, runTime, keptFrom } = rest
    const notes = row.notes === null ? [] : (JSON.parse(row.notes) as RunNote[])
    return {
      runId,
      name: nameOf({ runId, task: { name: name ?? undefined }, repetition }),
      ...shownCommand(JSON.parse(row.command) as Command),
      folder,
      queuedAt,
      attempt,
      sequence,
      outcome: JSON.parse(row.outcomeDetail) as Outcome,
      notes: keptFrom ? [...notes, { kind: 'log-cut', keptFrom }] : notes,
      ...(pid !== null && startedAt !== null && { pid, startedAt }),
      endedAt,
      waitTime,
      ...(runTime !== null && { runTime }),
    }
  })
}
