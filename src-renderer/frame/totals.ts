import type { LiveRow } from '../mirror-state.ts'

export interface Totals {
  /** Per cent of one CPU. */
  cpu: number
  /** Resident bytes. */
  memory: number
}

/** What all live runs use together, as of each one's last sample. */
export function totalsOf(rows: Iterable<LiveRow>): Totals {
  const sum: Totals = { cpu: 0, memory: 0 }
  for (const { run } of rows) {
    sum.cpu += run.totals?.cpu ?? 0
    sum.memory += run.totals?.memory ?? 0
  }
  return sum
}
