import { rmSync, rmdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { type Outcome, type RunId, type RunNote, outcomeKinds } from '../../contract/run.ts'
import type { Settings } from '../../contract/settings.ts'
import { logFile } from '../runs/log-file.ts'
import { counter, outcomeCounts } from './counters.ts'
import { prepared } from './prepared.ts'
import type { OutcomeCounts } from './rows.ts'
import { inTransaction } from './transaction.ts'

export type Keeping = Pick<Settings, 'keptRuns' | 'keptDays' | 'keptLogBytes'>

/** Runs in one step: some 10 ms, so that a write never waits longer. */
const step = 64

export const day = 24 * 60 * 60 * 1_000

/** A run that is said to have ended later than this ended while the clock was wrong: its age is not known. */
export function latestEnd(now: number): number {
  return now + day
}

/** Milliseconds that samples of the queue are kept: a week. */
const sampleAge = 7 * day

interface Row {
  run_id: RunId
  ended_at: number
  task_id: number
  attempt: number
  sequence: number
  state: string
  outcome: Outcome['kind']
  notes: string | null
  log_bytes: number
}

const columns = 'run_id, task_id, attempt, sequence, state, outcome, notes, log_bytes, ended_at'

/** What one step did. */
export interface Retained {
  /** Runs that a client may still know. */
  forgotten: RunId[]
  /** How those had ended. */
  outcomes: Partial<OutcomeCounts>
  logsRemoved: { runId: RunId; notes: RunNote[] }[]
  /** Nothing is left to do for now. */
  isDone: boolean
}

/** Deletes what is beyond the limits, oldest first: logs before rows, so that none is left without its row. */
export class Retention {
  readonly #database: DatabaseSync
  readonly #logFolder: string

  constructor(database: DatabaseSync, logFolder: string) {
    this.#database = database
    this.#logFolder = logFolder
  }

  /** `now`: milliseconds since the epoch; undefined while the clock is not believed, and nothing is deleted for its age then. */
  advance(keeping: Keeping, now: number | undefined): Retained {
    const cleared = this.#cleared()
    if (cleared.length > 0) {
      this.#delete(cleared)
      return { forgotten: [], outcomes: {}, logsRemoved: [], isDone: false }
    }
    const surplus = this.#surplus(keeping, now)
    if (surplus.length > 0) {
      this.#delete(surplus)
      return {
        forgotten: surplus.map(({ run_id }) => run_id),
        outcomes: tally(surplus.map(({ outcome }) => outcome)),
        logsRemoved: [],
        isDone: false,
      }
    }
    const logsRemoved = this.#removeLogs(keeping.keptLogBytes)
    if (logsRemoved.length === 0 && now !== undefined) this.#dropSamples(now)
    return { forgotten: [], outcomes: {}, logsRemoved, isDone: logsRemoved.length === 0 }
  }

  #cleared(): Row[] {
    const byId = this.#rows(`SELECT ${columns} FROM runs WHERE state = 'cleared' ORDER BY run_id LIMIT ?`, step)
    if (byId.length > 0) return byId
    return this.#rows(
      `SELECT ${columns} FROM runs WHERE sequence <= ? ORDER BY sequence LIMIT ?`,
      counter(this.#database, 'cleared'),
      step,
    )
  }

  #surplus({ keptRuns, keptDays }: Keeping, now: number | undefined): Row[] {
    const excess = keptRuns === null ? 0 : this.#total() - keptRuns
    if (excess > 0) {
      return this.#rows(
        `SELECT ${columns} FROM runs WHERE sequence IS NOT NULL ORDER BY sequence LIMIT ?`,
        Math.min(excess, step),
      )
    }
    return keptDays === null || now === undefined ? [] : this.#tooOld(now, now - keptDays * day)
  }

  /**
   * In the order of ending, up to the first that is not too old: no run is older than one that ended before it, whatever
   * the clock said then. Those whose end lies in the future are passed over.
   */
  #tooOld(now: number, due: number): Row[] {
    const rows = this.#rows(
      `SELECT ${columns} FROM runs WHERE sequence IS NOT NULL AND ended_at <= ? ORDER BY sequence LIMIT ?`,
      latestEnd(now),
      step,
    )
    const firstKept = rows.findIndex(({ ended_at }) => ended_at >= due)
    return firstKept < 0 ? rows : rows.slice(0, firstKept)
  }

  #removeLogs(keptLogBytes: number | null): Retained['logsRemoved'] {
    if (keptLogBytes === null) return []
    let excess = counter(this.#database, 'log_bytes') - keptLogBytes
    if (excess <= 0) return []
    const rows = this.#rows(
      `SELECT ${columns} FROM runs WHERE log_bytes > 0 AND sequence IS NOT NULL ORDER BY sequence LIMIT ?`,
      step,
    )
    const removed: Retained['logsRemoved'] = []
    inTransaction(this.#database, () => {
      const update = prepared(this.#database, 'UPDATE runs SET log_bytes = 0, notes = ? WHERE run_id = ?')
      const updateAttempts = prepared(this.#database, 'UPDATE attempts SET log_bytes = 0 WHERE run_id = ?')
      for (const row of rows) {
        if (excess <= 0) break
        excess -= row.log_bytes
        this.#removeLog(row)
        const before = row.notes === null ? [] : (JSON.parse(row.notes) as RunNote[])
        const notes: RunNote[] = [...before, { kind: 'log-removed' }]
        update.run(JSON.stringify(notes), row.run_id)
        updateAttempts.run(row.run_id)
        this.#subtract('log_bytes', row.log_bytes)
        removed.push({ runId: row.run_id, notes })
      }
    })
    return removed
  }

  #delete(rows: readonly Row[]): void {
    for (const row of rows) this.#removeLog(row)
    inTransaction(this.#database, () => {
      const prepare = (sql: string) => prepared(this.#database, sql)
      const deleteRun = prepare('DELETE FROM runs WHERE run_id = ?')
      const deleteText = prepare('DELETE FROM run_text WHERE rowid = ?')
      const deleteAttempts = prepare('DELETE FROM attempts WHERE run_id = ?')
      const deleteAnswer = prepare('DELETE FROM answers WHERE run_id = ?')
      const release = prepare('UPDATE tasks SET runs = runs - 1 WHERE task_id = ?')
      const deleteTask = prepare('DELETE FROM tasks WHERE task_id = ? AND runs <= 0')
      const cleared = counter(this.#database, 'cleared')
      const indexed = counter(this.#database, 'indexed')
      for (const row of rows) {
        deleteRun.run(row.run_id)
        if (row.sequence <= indexed) deleteText.run(row.sequence)
        deleteAttempts.run(row.run_id)
        deleteAnswer.run(row.run_id)
        release.run(row.task_id)
        deleteTask.run(row.task_id)
        this.#subtract('log_bytes', row.log_bytes)
        // What was cleared has left the counts already.
        if (row.state === 'ended' && row.sequence > cleared) this.#subtract(`ended:${row.outcome}`, 1)
      }
    })
  }

  #total(): number {
    const counts = outcomeCounts(this.#database)
    return outcomeKinds.reduce((sum, kind) => sum + counts[kind], 0)
  }

  #removeLog({ run_id: runId, attempt }: Row): void {
    for (let number = 1; number <= attempt; number++) {
      const file = logFile(this.#logFolder, runId, number)
      rmSync(file, { force: true })
      if (number === attempt) removeIfEmpty(dirname(file))
    }
  }

  #dropSamples(now: number): void {
    prepared(this.#database, 'DELETE FROM queue_samples WHERE at < ?').run(now - sampleAge)
  }

  #subtract(name: string, value: number): void {
    prepared(this.#database, 'UPDATE counters SET value = value - ? WHERE name = ?').run(value, name)
  }

  #rows(sql: string, ...values: number[]): Row[] {
    return prepared(this.#database, sql).all(...values) as unknown as Row[]
  }
}

function tally(kinds: Outcome['kind'][]): Partial<OutcomeCounts> {
  const counts: Partial<OutcomeCounts> = {}
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Others' logs are in it, or it is gone.
  }
}
