import type { Recovery, Trouble } from '../../contract/snapshot.ts'
import type { Run } from './run.ts'

/**
 * What happens to runs and their pool: each is told after the change, never during one. Who hears it, and in which order,
 * stands in one list (`hearers.ts`).
 */
export interface RunEvents {
  liveChanged(run: Run): void
  /** Live no more: ended, or back in the queue. */
  left(run: Run): void
  ended(run: Run): void
  /** How it ended is durable. */
  recorded(run: Run): void
  poolChanged(): void
  /** The fates of all runs that an earlier host left alive are known. */
  recovered(recovery: Recovery): void
  troubled(code: Trouble['code'], message: string): void
  /** A change was left half done by an error: what the pool knows may be wrong from here on. */
  broke(error: unknown): void
}
