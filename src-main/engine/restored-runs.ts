import type { Clock } from './clock.ts'
import type { LifeEvent, Moment } from './life.ts'
import { type ReadyTask, type Run, newRun } from './run.ts'
import { unpackQueue } from './storage/packed-queue.ts'
import type { AliveRow, QueuedRow, Restored } from './storage/rows.ts'
import type { StoredTasks } from './stored-tasks.ts'

/** What an earlier host left, as runs. */
export interface RestoredRuns {
  queued: Run[]
  /** A process may have been started for them; the supervisor knows. */
  begun: Run[]
  /** The same, but nobody can know. */
  gone: { run: Run; event: LifeEvent }[]
}

const restarted = 'The machine was restarted while it ran, or lost its power.'

/** Runs begun under another boot of the system are gone; so are those that a backup, made earlier, took for alive. */
export function restoredRuns(restored: Restored, tasks: StoredTasks, clock: Clock, bootId: string): RestoredRuns {
  const ready = new Map<number, ReadyTask>()
  for (const [place, text] of restored.tasks.texts.entries()) {
    ready.set(restored.tasks.taskIds[place] ?? NaN, tasks.fromText(text))
  }
  const now: Moment = { at: clock.now(), tick: clock.monotonic() }
  const left: RestoredRuns = { queued: [], begun: [], gone: [] }
  for (const row of unpackQueue(restored.queued)) {
    const run = restore(row, taskOf(ready, row), now)
    run.life = { phase: 'queued', attempt: row.attempt }
    left.queued.push(run)
  }
  for (const row of restored.alive) {
    const run = restore(row, taskOf(ready, row), now)
    run.life = { phase: 'starting', attempt: row.attempt, isStopWanted: row.isStopping }
    const event = fateWithoutSupervisor(row, restored.backupOf, bootId, now)
    if (event) left.gone.push({ run, event })
    else left.begun.push(run)
  }
  return left
}

function fateWithoutSupervisor(
  row: AliveRow,
  backupOf: number | undefined,
  bootId: string,
  moment: Moment,
): LifeEvent | undefined {
  if (backupOf !== undefined) {
    const reason = `It ran when the backup of ${new Date(backupOf).toISOString()} was made, which is all that is known of it.`
    return { type: 'lost', code: 'supervisor-gone', reason, moment }
  }
  if (row.bootId === bootId) return undefined
  return { type: 'lost', code: 'machine-restarted', reason: restarted, moment }
}

function restore({ runId, repetition, queuedAt, order, refusals }: QueuedRow, task: ReadyTask, now: Moment): Run {
  return newRun({
    runId,
    task,
    repetition,
    queued: { at: queuedAt, tick: now.tick - Math.max(0, now.at - queuedAt) },
    order,
    refusals: refusals === null ? undefined : (JSON.parse(refusals) as Run['refusals']),
  })
}

function taskOf(tasks: ReadonlyMap<number, ReadyTask>, { runId, taskId }: QueuedRow): ReadyTask {
  const task = tasks.get(taskId)
  if (!task) throw new Error(`The database has no task ${String(taskId)}, which run ${String(runId)} names.`)
  return task
}
