import type { DatabaseSync } from 'node:sqlite'
import { outcomeKinds, type RunId } from '../../contract/run.ts'
import { counter, outcomeCounts, setCounter } from './counters.ts'
import type { Cleared, FactWrite, RequestedWrite, Write } from './messages.ts'
import { prepared } from './prepared.ts'
import { type OutcomeCounts, differenceOf } from './rows.ts'

/** What each write does to the tables. To be called within a transaction. */
export class Application {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Returns what was cleared, if the write asks for that. */
  apply(write: Write): Cleared | undefined {
    switch (write.type) {
      case 'submit':
        this.#submit(write)
        break
      case 'move':
        for (const { runId, order } of write.runs)
          this.#run('UPDATE runs SET queue_order = ? WHERE run_id = ?', order, runId)
        break
      case 'set-pool':
        this.#setPool(write)
        break
      case 'set-settings':
        for (const [name, value] of Object.entries(write.settings)) {
          this.#run('REPLACE INTO settings VALUES (?, ?)', name, JSON.stringify(value))
        }
        break
      case 'clear':
        return this.#clear(write)
      case 'starting':
        this.#run("UPDATE runs SET state = 'starting', attempt = ? WHERE run_id = ?", write.attempt, write.runId)
        this.#run(
          'REPLACE INTO attempts (run_id, attempt, boot_id) VALUES (?, ?, ?)',
          write.runId,
          write.attempt,
          write.bootId,
        )
        break
      case 'started':
        this.#run("UPDATE runs SET state = 'running' WHERE run_id = ? AND state = 'starting'", write.runId)
        this.#run(
          'UPDATE attempts SET pid = ?, start_time = ?, started_at = ? WHERE run_id = ? AND attempt = ?',
          write.pid,
          write.startTime,
          write.startedAt,
          write.runId,
          write.attempt,
        )
        break
      case 'stopping':
        this.#run("UPDATE runs SET state = 'stopping' WHERE run_id = ? AND sequence IS NULL", write.runId)
        break
      case 'requeued':
        this.#run("UPDATE runs SET state = 'queued', refusals = ? WHERE run_id = ?", write.refusals, write.runId)
        break
      case 'ended':
        this.#end(write)
        break
      case 'log-cut':
        this.#run('UPDATE runs SET kept_from = ? WHERE run_id = ?', write.keptFrom, write.runId)
        break
      case 'sampled': {
        const { at, depth, running, started, finished } = write.sample
        this.#run(
          'REPLACE INTO queue_samples VALUES (?, ?, ?, ?, ?)',
          Math.round(at),
          depth,
          running,
          started,
          finished,
        )
      }
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

  #setPool({ name, change, initial }: Extract<RequestedWrite, { type: 'set-pool' }>): void {
    const inserted = { ...initial, ...change }
    this.#run(
      `INSERT INTO pools (name, size, is_paused) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET size = coalesce(?, size), is_paused = coalesce(?, is_paused)`,
      name,
      inserted.size,
      Number(inserted.isPaused),
      change.size ?? null,
      change.isPaused === undefined ? null : Number(change.isPaused),
    )
  }

  #submit({ tasks, runs }: Extract<RequestedWrite, { type: 'submit' }>): void {
    const uses = new Map<number, number>()
    for (const { taskId } of runs) uses.set(taskId, (uses.get(taskId) ?? 0) + 1)
    for (const { taskId, name, command, folder, environment, secrets, colours, unbuffered } of tasks) {
      this.#run(
        'INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        taskId,
        name,
        command,
        folder,
        environment,
        secrets,
        colours,
        unbuffered,
        uses.get(taskId) ?? 0,
      )
    }
    for (const { runId, taskId, repetition, queuedAt, order } of runs) {
      this.#run(
        `INSERT INTO runs (run_id, task_id, repetition, state, queued_at, queue_order)
         VALUES (?, ?, ?, 'queued', ?, ?)`,
        runId,
        taskId,
        repetition,
        Math.round(queuedAt),
        order,
      )
    }
    this.#run(
      `INSERT INTO counters VALUES ('last_run', ?), ('last_task', ?)
       ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`,
      runs.at(-1)?.runId ?? 0,
      tasks.at(-1)?.taskId ?? 0,
    )
  }

  #end(write: Extract<FactWrite, { type: 'ended' }>): void {
    this.#run(
      `UPDATE runs SET state = 'ended', sequence = ?, attempt = ?, outcome = ?, outcome_detail = ?, notes = ?, pid = ?,
         started_at = ?, ended_at = ?, wait_time = ?, run_time = ?, log_bytes = ?
       WHERE run_id = ?`,
      write.sequence,
      write.attempt,
      write.outcome.kind,
      JSON.stringify(write.outcome),
      write.notes.length > 0 ? JSON.stringify(write.notes) : null,
      write.pid,
      write.startedAt === null ? null : Math.round(write.startedAt),
      Math.round(write.endedAt),
      write.waitTime,
      write.runTime,
      write.logBytes,
      write.runId,
    )
    if (write.answer)
      this.#run('REPLACE INTO answers VALUES (?, ?, ?)', write.runId, write.answer.result, write.answer.error)
    this.#raise('last_sequence', write.sequence)
    this.#run(
      `INSERT INTO counters VALUES (?, 1), ('log_bytes', ?)
       ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`,
      `ended:${write.outcome.kind}`,
      write.logBytes,
    )
  }

  /**
   * What is cleared goes out of sight at once; the rows and logs are deleted afterwards, in short steps. Returns exactly what
   * went: other clears, and what retention has deleted, are not among it.
   */
  #clear({ runIds, upTo }: Extract<RequestedWrite, { type: 'clear' }>): Cleared {
    const before = outcomeCounts(this.#database)
    if (runIds === undefined) this.#clearUpTo(upTo)
    const gone = runIds?.filter((runId) => this.#clearOne(runId))
    const outcomes = differenceOf(before, outcomeCounts(this.#database))
    return gone ? { runIds: gone, outcomes } : { upTo, outcomes }
  }

  /** Those that ended later, few if any, remain in the counts. */
  #clearUpTo(upTo: number): void {
    this.#raise('cleared', upTo)
    const left = prepared(
      this.#database,
      `SELECT outcome, count(*) AS count FROM runs WHERE sequence > ? AND state = 'ended' GROUP BY outcome`,
    ).all(counter(this.#database, 'cleared')) as unknown as { outcome: keyof OutcomeCounts; count: number }[]
    for (const kind of outcomeKinds) {
      const count = left.find(({ outcome }) => outcome === kind)?.count ?? 0
      this.#run('UPDATE counters SET value = ? WHERE name = ?', count, `ended:${kind}`)
    }
  }

  /** False if it is not there, or was cleared before. */
  #clearOne(runId: RunId): boolean {
    const row = prepared(
      this.#database,
      "SELECT outcome FROM runs WHERE run_id = ? AND state = 'ended' AND sequence > ?",
    ).get(runId, counter(this.#database, 'cleared'))
    if (!row) return false
    this.#run('UPDATE counters SET value = value - 1 WHERE name = ?', `ended:${String(row.outcome)}`)
    this.#run("UPDATE runs SET state = 'cleared' WHERE run_id = ?", runId)
    return true
  }

  #raise(name: string, value: number): void {
    this.#run(
      'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)',
      name,
      value,
    )
  }
}
