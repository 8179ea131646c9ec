import { constants } from 'node:os'
import type { Outcome } from '../contract/run.ts'

/** What the command line ends with; docs/command-line.md tells people. */
export const exitStatus = {
  done: 0,
  /** The host refused, or it failed. */
  failed: 1,
  wrongUsage: 2,
  noHost: 3,
  /** Of `wait` and `add --wait`: the run has no exit status. As env(1) and docker-run(1) have it for what is not the command's own. */
  noStatus: 125,
  /** Ctrl+C: 128 and the number of SIGINT. */
  interrupted: 130,
} as const

/** The task's own exit status, as a shell would tell it. */
export function exitStatusOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'succeeded':
    case 'failed':
    case 'terminated':
    case 'timed-out': {
      const status = outcome.exitStatus
      if (status === 'unknown') return exitStatus.noStatus
      if (status === 'returned') return exitStatus.done
      if (status === 'threw') return exitStatus.failed
      if ('code' in status) return status.code
      // A name that this system does not have adds nothing.
      return 128 + ((constants.signals as Record<string, number>)[status.signal] ?? 0)
    }
    case 'cancelled':
    case 'could-not-start':
    case 'lost':
      return exitStatus.noStatus
  }
}
