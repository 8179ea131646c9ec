import type { DatabaseSync } from 'node:sqlite'
import { highestAttempts } from './traces.ts'
import { inTransaction } from './transaction.ts'

/**
 * In a backup, runs wait that have been started since. Their next attempt gets a number that no log has, so that its output
 * goes to a file of its own.
 */
export function makeAttemptsNew(database: DatabaseSync, folder: string): void {
  const used = highestAttempts(folder)
  const update = database.prepare("UPDATE runs SET attempt = ? WHERE run_id = ? AND state = 'queued' AND attempt < ?")
  inTransaction(database, () => {
    for (const [runId, attempt] of used) update.run(attempt, runId, attempt)
  })
}
