import type { WaitReason } from '../../contract/run.ts'

/** Why nothing starts, whatever waits and whatever is free. */
export type Closure = Extract<WaitReason['kind'], 'starting' | 'recovering' | 'storage' | 'supervisor' | 'closing'>

/** Where several hold, the first of these is named. */
const closures: readonly Closure[] = ['closing', 'supervisor', 'starting', 'recovering', 'storage']

/** What the rules look at: all that decides whether a run may start now. */
export interface Facts {
  readonly closedBy: ReadonlySet<Closure>
  readonly isPaused: boolean
  /** While the system refuses processes: its code, and when one is tried again, milliseconds since the epoch. */
  readonly startsHeld: { code: string; until: number } | undefined
  readonly size: number
  /** Slots that are taken. */
  readonly used: number
}

/** What the rules ask of a run that waits. */
export interface Waiting {
  /** How often the system refused to start it. */
  readonly refusals: { attempts: number } | undefined
}

/**
 * Why a run may not start now; undefined where it may. The same answer decides (`Scheduler.admit`) and explains
 * (`Scheduler.explain`), so what is said is what holds. Where several obstacles hold, the first is named: closed, paused,
 * refused by the system, no free slot.
 */
export function firstObstacle({ refusals }: Waiting, facts: Facts): WaitReason | undefined {
  const closure = closures.find((one) => facts.closedBy.has(one))
  if (closure) return { kind: closure }
  if (facts.isPaused) return { kind: 'paused' }
  if (facts.startsHeld) {
    const { code, until } = facts.startsHeld
    return { kind: 'retry', code, at: until, attempts: refusals?.attempts ?? 0 }
  }
  return facts.used < facts.size ? undefined : { kind: 'slot' }
}
