import type { DatabaseSync } from 'node:sqlite'
import type { RunId } from '../../contract/run.ts'
import { taskLine } from './tables/tasks.ts'

/*
 * What waits, on its way from the storage thread to the host's: in slices, so that one thread reads while the other
 * takes; packed, as 100,000 runs with their tasks as objects take several times as long to be made, copied and
 * collected, and most of the tasks are not looked at for a long time.
 */

/** Some of the queued runs, in order. */
export interface QueueSlice {
  /** Those of each run one after another, as `unpackQueue` reads them. */
  numbers: Float64Array
  /** Of the few runs that have any: JSON. */
  refusals: Map<RunId, string>
  /** The tasks that no earlier slice had: in each text some, each a line of JSON. */
  texts: string[]
}

export interface WaitingRow {
  runId: RunId
  /** Which task of all slices together, from 0. */
  taskPlace: number
  repetition: number
  queuedAt: number
  order: number
  attempt: number
  /** JSON. */
  refusals: string | null
}

const runsPerSlice = 4_096
const numbersPerRun = 6

/** A text is shorter than 2^29 characters, V8's bound, however long the tasks are. */
const tasksPerText = 64

/** Hands out all that waits: pool by pool, each in its order. */
export function readQueue(database: DatabaseSync, hand: (slice: QueueSlice) => void): void {
  const tasks = new HandedTasks(database)
  for (const { pool_id } of database.prepare('SELECT pool_id FROM pools ORDER BY pool_id').all())
    readPoolQueue(database, Number(pool_id), (rows) => hand(pack(rows, tasks)))
}

type PackedRow = readonly (number | string | null)[]

function readPoolQueue(database: DatabaseSync, poolId: number, take: (rows: readonly PackedRow[]) => void): void {
  const readRuns = database.prepare(
    `SELECT run_id, task_id, repetition, queued_at, queue_order, attempt, refusals FROM runs
     WHERE state = 'queued' AND pool_id = ? AND (queue_order, run_id) > (?, ?) ORDER BY queue_order, run_id LIMIT ?`,
  )
  readRuns.setReturnArrays(true)
  let [lastOrder, lastRunId] = [Number.MIN_SAFE_INTEGER, 0]
  for (;;) {
    const rows = readRuns.all(poolId, lastOrder, lastRunId, runsPerSlice) as unknown as PackedRow[]
    const last = rows.at(-1)
    if (!last) return
    lastRunId = last[0] as number
    lastOrder = last[4] as number
    take(rows)
  }
}

function pack(rows: readonly PackedRow[], tasks: HandedTasks): QueueSlice {
  const numbers = new Float64Array(rows.length * numbersPerRun)
  const refusals: QueueSlice['refusals'] = new Map()
  let index = 0
  for (const row of rows) {
    for (let column = 0; column < numbersPerRun; column++) {
      numbers[index++] = column === 1 ? tasks.placeOf(row[1] as number) : (row[column] as number)
    }
    const refused = row[numbersPerRun] as string | null
    if (refused !== null) refusals.set(row[0] as RunId, refused)
  }
  return { numbers, refusals, texts: tasks.read() }
}

/** Which tasks the slices have had, and those that the next one brings. */
class HandedTasks {
  readonly #places = new Map<number, number>()
  readonly #statement: ReturnType<DatabaseSync['prepare']>
  #unread: number[] = []

  constructor(database: DatabaseSync) {
    this.#statement = database.prepare(
      `SELECT group_concat(${taskLine}, char(10) ORDER BY key) AS lines, count(*) AS count
       FROM json_each(?) JOIN tasks ON task_id = value`,
    )
  }

  placeOf(taskId: number): number {
    let place = this.#places.get(taskId)
    if (place === undefined) {
      place = this.#places.size
      this.#places.set(taskId, place)
      this.#unread.push(taskId)
    }
    return place
  }

  read(): string[] {
    const texts: string[] = []
    for (let index = 0; index < this.#unread.length; index += tasksPerText) {
      const some = this.#unread.slice(index, index + tasksPerText)
      const { lines, count } = this.#statement.get(JSON.stringify(some)) ?? {}
      if (count !== some.length) throw new Error(`Of the tasks ${some.join(', ')} some are not in the database.`)
      texts.push(String(lines))
    }
    this.#unread = []
    return texts
  }
}

export function* unpackQueue({ numbers, refusals }: QueueSlice): Generator<WaitingRow> {
  for (let index = 0; index < numbers.length; index += numbersPerRun) {
    const at = (column: number): number => numbers[index + column] ?? NaN
    const runId = at(0) as RunId
    yield {
      runId,
      taskPlace: at(1),
      repetition: at(2),
      queuedAt: at(3),
      order: at(4),
      attempt: at(5),
      refusals: refusals.get(runId) ?? null,
    }
  }
}
