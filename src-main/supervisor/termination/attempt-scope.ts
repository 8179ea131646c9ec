import type { ProcessIdentity } from '../../contract/process.ts'
import type { Attempt } from '../attempts/attempt.ts'
import type { OwnChild, ProcessRow } from '../platform/platform.ts'
import { type ProcessTable, collect } from '../sampling/tree.ts'
import type { Scope } from './scope.ts'

const isAlive = (row: ProcessRow): boolean => row.state !== 'zombie'

const remember = (rows: readonly ProcessRow[]): Map<number, number> =>
  new Map(rows.map((row) => [row.pid, row.startTime]))

/** Members of the whole attempt; the attempt remembers them. */
export function lookAtAttempt(attempt: Attempt, table: ProcessTable): ProcessRow[] {
  const { leader } = attempt
  // Nobody else can have the PID of a child that has not been waited for.
  if (leader.startTime === 0 && attempt.child && !attempt.hasExited)
    leader.startTime = table.holder(leader.pid)?.startTime ?? 0
  const rows = collect(table, attempt)
  attempt.seen = remember(rows)
  return rows
}

export function scopeOf(attempt: Attempt, target: ProcessIdentity | undefined): Scope {
  const ownChild = (): OwnChild => (attempt.hasExited ? undefined : attempt.child)
  if (!target) {
    return {
      id: 'all',
      look: (table) => lookAtAttempt(attempt, table).filter(isAlive),
      isExitDue: () => !attempt.hasExited,
      ownChild,
    }
  }
  let seen: Map<number, number> | undefined
  return {
    id: `${String(target.pid)}.${String(target.startTime)}`,
    look(table) {
      const all = lookAtAttempt(attempt, table)
      if (!seen && !all.some((row) => row.pid === target.pid && row.startTime === target.startTime)) return undefined
      const rows = collect(table, { leader: target, seen: seen ?? new Map(), marker: undefined })
      seen = remember(rows)
      return rows.filter(isAlive)
    },
    isExitDue: () => false,
    ownChild,
  }
}
