import type { DatabaseSync } from 'node:sqlite'
import type { RequestInput } from '../../contract/contract.ts'
import { type EndedRun, type FunctionError, type Outcome, type RunId, outcomeKinds } from '../../contract/run.ts'
import { counter } from './counters.ts'
import { endedColumns, joinedToRuns, readEnded } from './ended-rows.ts'
import type { FoundRun } from './messages.ts'
import { prepared } from './prepared.ts'
import type { CallAnswer } from '../functions/call-answer.ts'
import { answersTable } from './tables/answers.ts'
import { type StoredTask, taskColumns, taskIn } from './tables/tasks.ts'
import { outcomeWord, searchExpression } from './text-index.ts'

/** Answers questions about ended runs. */
export class Reader {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** One page, latest end first, where the next one begins, and whether the text index lacks runs that have ended. */
  page({ count, before, outcomes, text = '' }: RequestInput<'listHistory'>): {
    runs: EndedRun[]
    next: number | undefined
    isIncomplete: boolean
  } {
    const below = before ?? Number.MAX_SAFE_INTEGER
    const expression = searchExpression(text)
    const isWordless = expression === undefined && text.trim() !== ''
    // Before the search: what is taken in meanwhile may be missing from it.
    const isIncomplete =
      expression !== undefined && counter(this.#database, 'indexed') < counter(this.#database, 'last_sequence')
    const found = isWordless
      ? []
      : expression === undefined
        ? this.#byOutcome(outcomes, below, count + 1)
        : this.#byText(expression, outcomes, below, count + 1)
    const runs = found.slice(0, count)
    return { runs, next: found.length > count ? runs.at(-1)?.sequence : undefined, isIncomplete }
  }

  /** Those that there are. */
  find(runIds: RunId[]): FoundRun[] {
    const statement = prepared(
      this.#database,
      `SELECT ${endedColumns}, ${taskColumns}, ${answersTable.select('result', 'error')}
       FROM runs ${joinedToRuns} LEFT JOIN answers USING (run_id, attempt)
       WHERE runs.run_id = ? AND state = 'ended' AND sequence > ?`,
    )
    const cleared = counter(this.#database, 'cleared')
    return runIds.flatMap((runId) => {
      const row = statement.get(runId, cleared)
      if (!row) return []
      const task = taskIn(row as unknown as StoredTask)
      return readEnded([row]).map((run) => ({ run, task, repetition: Number(row.repetition), answer: answerIn(row) }))
    })
  }

  /** Each outcome has an order of its own in the index: the newest of each are merged. */
  #byOutcome(outcomes: Outcome['kind'][] | undefined, below: number, count: number): EndedRun[] {
    const cleared = counter(this.#database, 'cleared')
    const range = `sequence < ? AND sequence > ? AND state = 'ended' ORDER BY sequence DESC LIMIT ?`
    const select = `SELECT ${endedColumns} FROM runs ${joinedToRuns}`
    if (!outcomes || outcomes.length === outcomeKinds.length) {
      return readEnded(prepared(this.#database, `${select} WHERE ${range}`).all(below, cleared, count))
    }
    const statement = prepared(this.#database, `${select} WHERE runs.outcome = ? AND ${range}`)
    const rows = outcomes.flatMap((outcome) => statement.all(outcome, below, cleared, count))
    return readEnded(rows.sort((one, other) => Number(other.sequence) - Number(one.sequence)).slice(0, count))
  }

  #byText(expression: string, outcomes: Outcome['kind'][] | undefined, below: number, count: number): EndedRun[] {
    const among = outcomes?.map((outcome) => `outcome : ${outcomeWord(outcome)}`).join(' OR ')
    // The order of the joins is fixed: the text index is read from the newest on, only as far as the page needs.
    const rows = prepared(
      this.#database,
      `SELECT ${endedColumns} FROM
           (SELECT rowid AS place FROM run_text WHERE run_text MATCH ? AND rowid < ? AND rowid > ?)
         CROSS JOIN runs ON runs.sequence = place ${joinedToRuns}
         WHERE state = 'ended' ORDER BY place DESC LIMIT ?`,
    ).all(
      among === undefined ? expression : `(${expression}) AND (${among})`,
      below,
      counter(this.#database, 'cleared'),
      count,
    )
    return readEnded(rows)
  }
}

function answerIn(row: Record<string, unknown>): CallAnswer | undefined {
  const { result, error } = row as { result: string | null; error: string | null }
  if (result === null && error === null) return undefined
  return {
    ...(result !== null && { result }),
    ...(error !== null && { error: JSON.parse(error) as FunctionError }),
  }
}
