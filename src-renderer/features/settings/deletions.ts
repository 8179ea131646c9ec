import type { EndedRun } from '../../../src-main/contract/run.ts'
import type { Settings } from '../../../src-main/contract/settings.ts'

/** What the history is known to hold: the newest runs, and how many there are. */
export interface KnownHistory {
  /** Newest first. */
  newest: readonly EndedRun[]
  total: number
}

/** What a change of the settings deletes at once: nothing, so many runs (undefined: some, maybe), or output. */
export type Deletion = { kind: 'none' } | { kind: 'runs'; count: number | undefined } | { kind: 'logs' }

const day = 24 * 60 * 60 * 1_000
const nothing: Deletion = { kind: 'none' }

/** `now`: milliseconds since the epoch. */
export function deletionBy(change: Partial<Settings>, current: Settings, history: KnownHistory, now: number): Deletion {
  if (history.total === 0) return nothing
  if (isLowered(change.keptRuns, current.keptRuns)) {
    const count = history.total - change.keptRuns
    return count > 0 ? { kind: 'runs', count } : nothing
  }
  if (isLowered(change.keptDays, current.keptDays)) {
    const oldest = now - change.keptDays * day
    const count = history.newest.filter(({ endedAt }) => endedAt < oldest).length
    if (history.newest.length < history.total) return { kind: 'runs', count: undefined }
    return count > 0 ? { kind: 'runs', count } : nothing
  }
  return isLowered(change.keptLogBytes, current.keptLogBytes) ? { kind: 'logs' } : nothing
}

/** Null is no limit: above every number. */
function isLowered(next: number | null | undefined, current: number | null): next is number {
  return typeof next === 'number' && (current === null || next < current)
}
