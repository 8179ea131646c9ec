import type { DatabaseSync } from 'node:sqlite'
import type { RunId } from '../../contract/run.ts'
import type { QueuedRow, StoredTask } from './rows.ts'

/*
 * What waits, on its way from the storage thread to the host's: 100,000 runs with their tasks as objects take several
 * times as long to be made, copied and collected, and most of the tasks are not looked at for a long time.
 */

/** Queued runs in order. */
export interface PackedQueue {
  /** Those of each run one after another: id, task, repetition, time of submission, order, attempt. */
  numbers: Float64Array
  /** Of the few that have any, with the place of the run. */
  refusals: [place: number, refusals: string][]
}

/** Tasks, each a JSON text to be read when it is looked at. */
export interface PackedTasks {
  taskIds: Float64Array
  texts: string[]
}

const numbersPerRun = 6

export function packQueue(database: DatabaseSync): PackedQueue {
  const statement = database.prepare(
    `SELECT run_id, task_id, repetition, queued_at, queue_order, attempt, refusals FROM runs
     WHERE state = 'queued' ORDER BY queue_order`,
  )
  statement.setReturnArrays(true)
  const rows = statement.all() as unknown as [...number[], string | null][]
  const packed: PackedQueue = { numbers: new Float64Array(rows.length * numbersPerRun), refusals: [] }
  for (const [place, row] of rows.entries()) {
    for (let column = 0; column < numbersPerRun; column++) {
      packed.numbers[place * numbersPerRun + column] = row[column] as number
    }
    const refusals = row[numbersPerRun] as string | null
    if (refusals !== null) packed.refusals.push([place, refusals])
  }
  return packed
}

export function* unpackQueue({ numbers, refusals }: PackedQueue): Generator<QueuedRow> {
  const refused = new Map(refusals)
  for (let place = 0; place * numbersPerRun < numbers.length; place++) {
    const at = (column: number): number => numbers[place * numbersPerRun + column] ?? NaN
    yield {
      runId: at(0) as RunId,
      taskId: at(1),
      repetition: at(2),
      queuedAt: at(3),
      order: at(4),
      attempt: at(5),
      refusals: refused.get(place) ?? null,
    }
  }
}

/** Those of all runs that wait or were alive. */
export function packTasks(database: DatabaseSync): PackedTasks {
  // The states apart, so that each finds its index: together they read every run that ever was.
  const statement = database.prepare(
    `SELECT task_id, json_object('taskId', task_id, 'name', name, 'command', command, 'folder', folder,
       'environment', environment, 'secrets', secrets, 'colours', colours, 'unbuffered', unbuffered)
     FROM tasks WHERE task_id IN (SELECT task_id FROM runs WHERE state = 'queued'
       UNION ALL SELECT task_id FROM runs WHERE state IN ('starting', 'running', 'stopping'))`,
  )
  statement.setReturnArrays(true)
  const rows = statement.all() as unknown as [number, string][]
  return { taskIds: Float64Array.from(rows, ([taskId]) => taskId), texts: rows.map(([, text]) => text) }
}

export function readTask(text: string): StoredTask {
  return JSON.parse(text) as StoredTask
}
