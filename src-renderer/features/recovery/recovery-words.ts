import type { EndedRun, LostCode } from '../../../src-main/contract/run.ts'
import type { Recovery } from '../../../src-main/contract/snapshot.ts'

/** A part of the notice's sentence for `t`: its key, what it counts, and the key of a reason. */
export interface Part {
  key: string
  count: number
  reason?: string
}

/** What was found, part by part; a reason where it is the same for all that was lost. `known`: ended runs that may be among them. */
export function partsOf({ running, ended, requeued, lost }: Recovery, known: readonly EndedRun[]): Part[] {
  const code = commonCode(lost, known)
  const parts: Part[] = [
    { key: 'recovery.running', count: running },
    { key: 'recovery.ended', count: ended },
    { key: 'recovery.requeued', count: requeued },
    code === undefined
      ? { key: 'recovery.lost', count: lost.length }
      : { key: 'recovery.lostBecause', count: lost.length, reason: `ui.end.${code}` },
  ]
  return parts.filter(({ count }) => count > 0)
}

function commonCode(lost: Recovery['lost'], known: readonly EndedRun[]): LostCode | undefined {
  const sought = new Set(lost)
  const codes = new Set<LostCode>()
  for (const { runId, outcome } of known) if (sought.has(runId) && outcome.kind === 'lost') codes.add(outcome.code)
  const [code] = codes
  return codes.size === 1 ? code : undefined
}
