import type { DatabaseSync } from 'node:sqlite'
import { prepared } from '../prepared.ts'
import { Table } from './table.ts'

/** What is stored of a pool. */
export interface PoolFields {
  /** Null: nobody has chosen one, so it follows the processors. */
  size: number | null
  isPaused: boolean
}

interface PoolRow {
  poolId: number
  name: string
  size: number | null
  isPaused: number
}

const poolsTable = new Table<PoolRow>('pools', {
  poolId: 'pool_id',
  name: 'name',
  size: 'size',
  isPaused: 'is_paused',
})

/** Throws for a name that no pool has. */
export function poolIdOf(database: DatabaseSync, name: string): number {
  const row = prepared(database, 'SELECT pool_id FROM pools WHERE name = ?').get(name)
  if (!row) throw new Error(`The database has no pool “${name}”.`)
  return Number(row.pool_id)
}

/** Changes the fields that are named. */
export function setPool(
  database: DatabaseSync,
  { name, change: { size, isPaused } }: { name: string; change: Partial<PoolFields> },
): void {
  const poolId = poolIdOf(database, name)
  poolsTable.update(
    database,
    { poolId },
    { ...(size !== undefined && { size }), ...(isPaused !== undefined && { isPaused: Number(isPaused) }) },
  )
}

export function readPools(database: DatabaseSync): ({ name: string } & PoolFields)[] {
  const rows = database.prepare(`SELECT ${poolsTable.select('name', 'size', 'isPaused')} FROM pools ORDER BY pool_id`)
  return (rows.all() as unknown as PoolRow[]).map(({ name, size, isPaused }) => ({
    name,
    size,
    isPaused: isPaused === 1,
  }))
}
