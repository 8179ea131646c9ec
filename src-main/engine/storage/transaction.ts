import type { DatabaseSync } from 'node:sqlite'

/** Everything that `act` writes is stored, or nothing of it. Throws what it throws. */
export function inTransaction(database: DatabaseSync, act: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    act()
    database.exec('COMMIT')
  } finally {
    // Some errors (a full disk) have rolled it back already.
    if (database.isTransaction) database.exec('ROLLBACK')
  }
}
