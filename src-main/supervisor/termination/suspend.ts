import type { Scope } from './scope.ts'
import type { Platform } from '../platform/platform.ts'
import { type SignalResult, notAvailable } from '../port.ts'
import type { SharedScans } from '../sampling/shared-scans.ts'

/** Looks after which a tree that still grows is left as it is. */
const mostLooks = 20

/** Stops or continues all processes of a scope, looking again until no new member has appeared since the last signal. */
export async function orderAll(
  order: 'suspend' | 'resume',
  scope: Scope,
  scans: SharedScans,
  platform: Platform,
): Promise<SignalResult> {
  if (!platform.canSuspend) return notAvailable
  const reached = new Set<string>()
  for (let looks = 0; looks < mostLooks; looks++) {
    const members = scope.look(await scans.take())
    if (!members) return { ok: false, code: 'unknown-process', survivors: [] }
    const fresh = members.filter(({ pid, startTime }) => !reached.has(`${String(pid)}.${String(startTime)}`))
    if (fresh.length === 0) break
    const refusals = await platform.deliver(order, fresh, scope.ownChild())
    if (refusals.size > 0) {
      const survivors = fresh.flatMap(({ pid, name }) => {
        const reason = refusals.get(pid)
        return reason === undefined ? [] : [{ pid, name, reason }]
      })
      return { ok: false, code: 'survivors', survivors }
    }
    for (const { pid, startTime } of fresh) reached.add(`${String(pid)}.${String(startTime)}`)
  }
  return { ok: true }
}
