import type { Deletions } from '../../../src-main/contract/settings.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'

/** A question in words for `t`: its key under `settings.deleteQuestion`, what it names, and what it counts. */
export interface DeletionQuestion {
  key: 'runs' | 'logs' | 'unknown'
  values: Record<string, string>
  count: number
}

/** Asked if nobody can say what would be deleted. */
export const unknownQuestion: DeletionQuestion = { key: 'unknown', values: {}, count: 0 }

/** What a person is asked before this is deleted; undefined if nothing is. */
export function questionAbout({ runs, logs, logBytes }: Deletions): DeletionQuestion | undefined {
  if (runs > 0) return { key: 'runs', values: { n: formatCount(runs) }, count: runs }
  if (logs > 0) return { key: 'logs', values: { n: formatCount(logs), size: formatBytes(logBytes) }, count: logs }
  return undefined
}
