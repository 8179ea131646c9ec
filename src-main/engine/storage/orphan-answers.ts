import type { DatabaseSync } from 'node:sqlite'
import { counter, setCounter } from './counters.ts'
import { prepared } from './prepared.ts'

/** Answers in one step: each may have a megabyte. */
const step = 16

/**
 * Deletes some of the answers that earlier versions left when they deleted their runs. False if there are none; that is
 * then noted, and not looked for again.
 */
export function deleteOrphanAnswers(database: DatabaseSync): boolean {
  if (counter(database, 'has_no_orphans') === 1) return false
  const { changes } = prepared(
    database,
    `DELETE FROM answers WHERE run_id IN
       (SELECT run_id FROM answers WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.run_id = answers.run_id) LIMIT ?)`,
  ).run(step)
  if (changes === 0) setCounter(database, 'has_no_orphans', 1)
  return changes > 0
}
