import type { OwnChild, ProcessRow } from '../platform/platform.ts'
import type { ProcessTable } from '../sampling/tree.ts'

/** What an order is meant for: all processes of an attempt, or one of them and everything under it. */
export interface Scope {
  readonly id: string
  /** Members now, zombies left out; they are remembered for the next look. Undefined if the process meant is not of this attempt. */
  look(table: ProcessTable): ProcessRow[] | undefined
  /** True as long as an exit is due that has not been reported yet. */
  isExitDue(): boolean
  ownChild(): OwnChild
}
