import type { Clock } from '../../platform/clock.ts'
import type { LifeEvent, Moment } from './life.ts'
import { Run, type TaskSource } from './run.ts'
import { type QueueSlice, unpackQueue } from '../storage/queue-slices.ts'
import type { AliveRow, Restored } from '../storage/rows.ts'
import type { QueuedRow } from '../storage/tables/runs.ts'
import type { StoredTasks } from '../submission/stored-tasks.ts'

/** What an earlier host left, as runs. */
export interface RestoredRuns {
  queued: Run[]
  /** A process may have been started for them; the supervisor knows. */
  begun: Run[]
  /** The same, but nobody can know. */
  gone: { run: Run; event: LifeEvent }[]
}

const restarted = 'The machine was restarted while it ran, or lost its power.'

const hostEnded = 'Forkyard ended while it ran, and the workers that functions run in end with it.'

/** Makes runs of what comes from the database, slice by slice. */
export class WaitingRuns {
  readonly #stored: StoredTasks
  readonly #now: Moment
  readonly #tasks: TaskSource[] = []
  readonly #queued: Run[] = []
  #queuedLast: Moment = { at: NaN, tick: NaN }

  constructor(stored: StoredTasks, clock: Clock) {
    this.#stored = stored
    this.#now = { at: clock.now(), tick: clock.monotonic() }
  }

  take(slice: QueueSlice): void {
    for (const text of slice.texts) {
      for (const line of text.split('\n')) this.#tasks.push(this.#stored.fromLine(line))
    }
    for (const row of unpackQueue(slice)) {
      const source = this.#tasks[row.taskPlace]
      if (!source) throw new Error(`Run ${String(row.runId)} came without its task.`)
      const run = this.#restore(row, source)
      if (row.attempt > 0) run.life = { phase: 'queued', attempt: row.attempt }
      this.#queued.push(run)
    }
  }

  /** Once all slices are taken: runs begun under another boot are gone, and those that a backup took for alive. */
  with({ alive, backupOf }: Pick<Restored, 'alive' | 'backupOf'>, bootId: string): RestoredRuns {
    const left: RestoredRuns = { queued: this.#queued, begun: [], gone: [] }
    for (const row of alive) {
      const run = this.#restore(row, { task: this.#stored.fromRow(row.task) })
      run.life = { phase: 'starting', attempt: row.attempt, isStopWanted: row.isStopping }
      const isFunction = run.task.command.kind === 'function'
      const event = fateWithoutSupervisor(row, { backupOf, bootId, isFunction, moment: this.#now })
      if (event) left.gone.push({ run, event })
      else left.begun.push(run)
    }
    return left
  }

  #restore(row: Omit<QueuedRow, 'taskId' | 'attempt'>, source: TaskSource): Run {
    const { runId, repetition, queuedAt, order, refusals } = row
    return new Run({
      runId,
      source,
      repetition,
      queued: this.#momentOf(queuedAt),
      order,
      refusals: refusals === null ? undefined : (JSON.parse(refusals) as Run['refusals']),
    })
  }

  /** What was submitted together shares it. */
  #momentOf(at: number): Moment {
    if (this.#queuedLast.at !== at) this.#queuedLast = { at, tick: this.#now.tick - Math.max(0, this.#now.at - at) }
    return this.#queuedLast
  }
}

function fateWithoutSupervisor(
  row: AliveRow,
  {
    backupOf,
    bootId,
    isFunction,
    moment,
  }: { backupOf: number | undefined; bootId: string; isFunction: boolean; moment: Moment },
): LifeEvent | undefined {
  if (backupOf !== undefined) {
    const reason = `It ran when the backup of ${new Date(backupOf).toISOString()} was made, which is all that is known of it.`
    return { type: 'lost', code: 'supervisor-gone', reason, moment }
  }
  if (row.bootId === bootId) {
    return isFunction ? { type: 'lost', code: 'host-ended', reason: hostEnded, moment } : undefined
  }
  return { type: 'lost', code: 'machine-restarted', reason: restarted, moment }
}
