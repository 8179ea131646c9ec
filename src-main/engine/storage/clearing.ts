import type { DatabaseSync } from 'node:sqlite'
import { outcomeKinds, type RunId } from '../../contract/run.ts'
import { addToCounter, counter, outcomeCounts, raiseCounter, setCounter } from './counters.ts'
import type { Cleared, RequestedWrite } from './messages.ts'
import { prepared } from './prepared.ts'
import { type OutcomeCounts, differenceOf } from './rows.ts'
import { runsTable } from './tables/runs.ts'

/**
 * What is cleared goes out of sight at once; the rows and logs are deleted afterwards, in short steps. Returns exactly what
 * went: other clears, and what retention has deleted, are not among it.
 */
export function clear(database: DatabaseSync, { runIds, upTo }: Extract<RequestedWrite, { type: 'clear' }>): Cleared {
  const before = outcomeCounts(database)
  if (runIds === undefined) clearUpTo(database, upTo)
  const gone = runIds?.filter((runId) => clearOne(database, runId))
  const outcomes = differenceOf(before, outcomeCounts(database))
  return gone ? { runIds: gone, outcomes } : { upTo, outcomes }
}

/** Those that ended later, few if any, remain in the counts. */
function clearUpTo(database: DatabaseSync, upTo: number): void {
  raiseCounter(database, 'cleared', upTo)
  const left = prepared(
    database,
    `SELECT outcome, count(*) AS count FROM runs WHERE sequence > ? AND state = 'ended' GROUP BY outcome`,
  ).all(counter(database, 'cleared')) as unknown as { outcome: keyof OutcomeCounts; count: number }[]
  for (const kind of outcomeKinds) {
    const count = left.find(({ outcome }) => outcome === kind)?.count ?? 0
    setCounter(database, `ended:${kind}`, count)
  }
}

/** False if it is not there, or was cleared before. */
function clearOne(database: DatabaseSync, runId: RunId): boolean {
  const row = prepared(database, "SELECT outcome FROM runs WHERE run_id = ? AND state = 'ended' AND sequence > ?").get(
    runId,
    counter(database, 'cleared'),
  )
  if (!row) return false
  addToCounter(database, `ended:${String(row.outcome)}`, -1)
  runsTable.update(database, { runId }, { state: 'cleared' })
  return true
}
