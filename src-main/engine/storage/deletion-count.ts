import type { DatabaseSync } from 'node:sqlite'
import type { Deletions } from '../../contract/settings.ts'
import { counter, outcomeCounts } from './counters.ts'
import { prepared } from './prepared.ts'
import { type Keeping, day, latestEnd } from './retention.ts'

/**
 * What retention deletes at once under these limits, in its order: the oldest runs with their output first, then the
 * output of the oldest that are left. `now`: milliseconds since the epoch.
 */
export function countDeletions(database: DatabaseSync, keeping: Keeping, now: number): Deletions {
  const cleared = counter(database, 'cleared')
  const runs = Math.max(surplusOf(database, keeping), agedOf(database, keeping, cleared, now))
  return { runs, ...logsOf(database, keeping, cleared, runs) }
}

function surplusOf(database: DatabaseSync, { keptRuns }: Keeping): number {
  if (keptRuns === null) return 0
  return Object.values(outcomeCounts(database)).reduce((sum, count) => sum + count, 0) - keptRuns
}

/** Up to the first in the order of ending that is not too old, as retention does. */
function agedOf(database: DatabaseSync, { keptDays }: Keeping, cleared: number, now: number): number {
  if (keptDays === null) return 0
  const latest = latestEnd(now)
  const firstKept = prepared(
    database,
    'SELECT sequence FROM runs WHERE sequence > ? AND ended_at BETWEEN ? AND ? ORDER BY sequence LIMIT 1',
  ).get(cleared, now - keptDays * day, latest)
  const row = prepared(
    database,
    `SELECT count(*) AS count FROM runs
     WHERE sequence > ? AND sequence < ? AND ended_at <= ? AND state = 'ended'`,
  ).get(cleared, Number(firstKept?.sequence ?? Number.MAX_SAFE_INTEGER), latest)
  return Number(row?.count ?? 0)
}

/** Reads no further than the output that goes; the sum of all is a counter. */
function logsOf(
  database: DatabaseSync,
  { keptLogBytes }: Keeping,
  cleared: number,
  runs: number,
): Pick<Deletions, 'logs' | 'logBytes'> {
  const found = { logs: 0, logBytes: 0 }
  if (keptLogBytes === null) return found
  let excess = counter(database, 'log_bytes') - keptLogBytes
  let skipped = 0
  const rows = prepared(
    database,
    "SELECT log_bytes FROM runs WHERE sequence > ? AND state = 'ended' AND sequence IS NOT NULL ORDER BY sequence",
  )
  for (const { log_bytes: bytes } of rows.iterate(cleared) as IterableIterator<{ log_bytes: number }>) {
    if (excess <= 0) break
    excess -= bytes
    if (skipped++ < runs || bytes === 0) continue
    found.logs++
    found.logBytes += bytes
  }
  return found
}
