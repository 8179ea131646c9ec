import type { PoolStatus } from './pool.ts'
import type { HostDescription } from './snapshot.ts'

/** What `forkyard status` tells. */
export interface HostStatus extends Pick<HostDescription, 'kind' | 'version' | 'pid' | 'dataFolder'> {
  /** Seconds since the host started. */
  uptime: number
  /** Sentences about what this host could not set up as it should be: limits, nice value, the login shell's environment. */
  notes: string[]
  pools: PoolStatus[]
  /** Why what happens cannot be stored just now, as sentences; absent: it can. */
  storageFailure?: string
  /** Mistakes of Forkyard's own that nobody handled, since the host started; absent: none. `file` has more about them. */
  errors?: { count: number; last: string; file: string }
}
