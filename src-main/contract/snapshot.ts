import type { PoolStatus, QueueSample } from './pool.ts'
import type { EndedRun, LiveRun, RunId } from './run.ts'

/** Who answers: what a client may offer depends on it. */
export interface HostDescription {
  kind: 'desktop' | 'headless'
  version: string
  platform: 'linux' | 'darwin' | 'win32'
  pid: number
  /** CPUs that this process may use; the pool's default size. */
  cpus: number
  homeFolder: string
  /** What a shell line is given to, `/bin/sh` say. */
  shell: string
  /** False where the system has no such signals (Windows). */
  canSuspend: boolean
  /** True where `chooseFolder` opens a native dialog. */
  canChooseFolder: boolean
  /** True where closing the last window ends the host and its runs. */
  endsWithWindow: boolean
}

/** The state that clients mirror, at one revision. Waiting runs are paged by `listQueue`, since there may be 100,000. */
export interface Snapshot {
  revision: number
  host: HostDescription
  pool: PoolStatus
  live: LiveRun[]
  /** Newest first, at most `limits.endedRuns`. */
  ended: EndedRun[]
  /** Oldest first, at most `limits.queueSamples`. */
  queueSamples: QueueSample[]
}

/** What changed between two revisions. A client whose revision is not `previousRevision` asks for a new snapshot. */
export interface Delta {
  previousRevision: number
  revision: number
  /** Present if any number of the pool changed. */
  pool?: PoolStatus
  /** Live runs that are new or changed, whole. */
  live?: LiveRun[]
  /** Runs that are live no more. */
  gone?: RunId[]
  /** Runs that ended, oldest first. */
  ended?: EndedRun[]
  /** Ended runs that were cleared. */
  cleared?: RunId[]
  /** New samples, oldest first. */
  queueSamples?: QueueSample[]
}

/** Something went wrong outside of any request. */
export interface Trouble {
  code: 'supervisor-lost' | 'starts-held' | 'log-disk-full'
  message: string
  details?: Record<string, string | number>
}
