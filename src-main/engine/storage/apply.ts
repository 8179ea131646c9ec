import type { DatabaseSync } from 'node:sqlite'
import { clear } from './clearing.ts'
import { addToCounter, raiseCounter, setCounter } from './counters.ts'
import type { Cleared, FactWrite, RequestedWrite, Write } from './messages.ts'
import { prepared } from './prepared.ts'
import { answersTable } from './tables/answers.ts'
import { attemptsTable, changeAttempt } from './tables/attempts.ts'
import { poolIdOf, setPool } from './tables/pools.ts'
import { storeSample } from './tables/queue-samples.ts'
import { runsTable } from './tables/runs.ts'
import { tasksTable } from './tables/tasks.ts'

/** What each write does to the tables. To be called within a transaction. */
export class Application {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Returns what was cleared, if the write asks for that. */
  apply(write: Write): Cleared | undefined {
    const database = this.#database
    switch (write.type) {
      case 'submit':
        this.#submit(write)
        break
      case 'move':
        for (const { runId, order } of write.runs) runsTable.update(database, { runId }, { order })
        break
      case 'set-pool':
        setPool(database, write)
        break
      case 'set-settings':
        for (const [name, value] of Object.entries(write.settings))
          this.#run('REPLACE INTO settings (name, value) VALUES (?, ?)', name, JSON.stringify(value))
        break
      case 'clear':
        return clear(database, write)
      case 'starting': {
        const { runId, attempt, bootId } = write
        runsTable.update(database, { runId }, { state: 'starting', attempt })
        attemptsTable.replace(database, { runId, attempt, bootId })
        break
      }
      case 'started': {
        const { runId, attempt, pid, startTime, startedAt } = write
        runsTable.update(database, { runId, state: 'starting' }, { state: 'running' })
        attemptsTable.update(database, { runId, attempt }, { pid, startTime, startedAt })
        break
      }
      case 'stopping':
        this.#run("UPDATE runs SET state = 'stopping' WHERE run_id = ? AND sequence IS NULL", write.runId)
        break
      case 'requeued':
        runsTable.update(database, { runId: write.runId }, { state: 'queued', refusals: write.refusals })
        break
      case 'ended':
        this.#end(write)
        break
      case 'log-cut':
        changeAttempt(database, { runId: write.runId, attempt: write.attempt }, { keptFrom: write.keptFrom })
        break
      case 'sampled':
        storeSample(database, write.sample)
    }
    return undefined
  }

  /** The number of the batch that the transaction stores. */
  note(batch: number): void {
    setCounter(this.#database, 'batch', batch)
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    prepared(this.#database, sql).run(...values)
  }

  #submit({ pool, tasks, runs }: Extract<RequestedWrite, { type: 'submit' }>): void {
    const uses = new Map<number, number>()
    for (const { taskId } of runs) uses.set(taskId, (uses.get(taskId) ?? 0) + 1)
    tasksTable.insertAll(
      this.#database,
      tasks.map((task) => ({ ...task, runs: uses.get(task.taskId) ?? 0 })),
    )
    const poolId = poolIdOf(this.#database, pool)
    runsTable.insertAll(
      this.#database,
      runs.map(({ runId, taskId, repetition, queuedAt, order }) => {
        return { runId, taskId, poolId, repetition, state: 'queued', queuedAt, order }
      }),
    )
    raiseCounter(this.#database, 'last_run', runs.at(-1)?.runId ?? 0)
    raiseCounter(this.#database, 'last_task', tasks.at(-1)?.taskId ?? 0)
  }

  #end(write: Extract<FactWrite, { type: 'ended' }>): void {
    const { runId, attempt, sequence, notes, waitTime, logBytes } = write
    const ended = {
      outcome: write.outcome.kind,
      outcomeDetail: JSON.stringify(write.outcome),
      endedAt: Math.round(write.endedAt),
      logBytes,
    }
    runsTable.update(
      this.#database,
      { runId },
      {
        ...ended,
        state: 'ended',
        sequence,
        attempt,
        notes: notes.length > 0 ? JSON.stringify(notes) : null,
        waitTime,
      },
    )
    // Of a run that was cancelled, the latest attempt came to nothing: the system had refused it.
    if (attempt > 0 && write.outcome.kind !== 'cancelled') {
      // What is not known at the end of a run that was lost may be on record since its start.
      const begun = {
        ...(write.pid !== null && { pid: write.pid }),
        ...(write.startedAt !== null && { startedAt: Math.round(write.startedAt) }),
      }
      changeAttempt(this.#database, { runId, attempt }, { ...ended, ...begun, runTime: write.runTime })
    }
    if (write.answer) answersTable.replace(this.#database, { runId, attempt, ...write.answer })
    raiseCounter(this.#database, 'last_sequence', sequence)
    addToCounter(this.#database, `ended:${write.outcome.kind}`, 1)
    addToCounter(this.#database, 'log_bytes', logBytes)
  }
}
