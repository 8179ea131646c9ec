import type { DatabaseSync } from 'node:sqlite'
import type { QueueSample } from '../../../contract/pool.ts'
import { poolIdOf } from './pools.ts'
import { Table } from './table.ts'

type SampleRow = Omit<QueueSample, 'pool'> & { poolId: number }

const samplesTable = new Table<SampleRow>('queue_samples', {
  poolId: 'pool_id',
  at: 'at',
  depth: 'depth',
  running: 'running',
  started: 'started',
  finished: 'finished',
})

export function storeSample(database: DatabaseSync, { pool, at, ...counts }: QueueSample): void {
  samplesTable.replace(database, { poolId: poolIdOf(database, pool), at: Math.round(at), ...counts })
}

/** The latest so many, oldest first. */
export function readSamples(database: DatabaseSync, most: number): QueueSample[] {
  const columns = samplesTable.select('at', 'depth', 'running', 'started', 'finished')
  const latest = database.prepare(
    `SELECT pools.name AS pool, ${columns} FROM queue_samples JOIN pools USING (pool_id) ORDER BY at DESC LIMIT ?`,
  )
  return (latest.all(most) as unknown as QueueSample[]).reverse()
}
