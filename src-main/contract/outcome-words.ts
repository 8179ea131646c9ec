import type { ErrorSummary, LostCode, Outcome } from './run.ts'
import type { Words } from './words.ts'

/** The outcome of a run, for window and command line: `state` stands alone, `after` follows the run's name. */
export const outcomeWords = {
  succeeded: { state: 'succeeded', after: 'succeeded' },
  failed: { state: 'failed', after: 'failed' },
  terminated: { state: 'terminated', after: 'was terminated' },
  'timed-out': { state: 'timed out', after: 'timed out' },
  cancelled: { state: 'cancelled', after: 'was cancelled' },
  'could-not-start': { state: 'could not start', after: 'could not start' },
  lost: { state: 'lost', after: 'was lost' },
} satisfies Record<Outcome['kind'], { state: string; after: string }>

/** What is known of a run's end besides its outcome. */
export const endWords = {
  code: 'exit status {code}',
  signal: 'killed by {signal}',
  unknown: 'exit status unknown',
  returned: 'returned',
  threw: 'threw an error',
  error: '{message}',
  'machine-restarted': 'machine restarted',
  'exit-status-unknown': 'exit status unknown',
  'supervisor-gone': 'its supervisor ended',
  'host-ended': 'Forkyard ended',
} satisfies Record<LostCode, string> & Record<string, string>

/** How a run's process ended, or why nobody knows. Undefined if there was no process, and for success. */
export function wordsOfEnd(outcome: Outcome): Words<keyof typeof endWords> | undefined {
  switch (outcome.kind) {
    case 'succeeded':
    case 'cancelled':
      return undefined
    case 'could-not-start':
      return { key: 'error', named: { message: outcome.error.message } }
    case 'lost':
      return { key: outcome.code, named: {} }
    case 'failed':
    case 'terminated':
    case 'timed-out': {
      const status = outcome.exitStatus
      if (outcome.kind === 'failed' && outcome.error)
        return { key: 'error', named: { message: errorLine(outcome.error) } }
      if (typeof status === 'string') return { key: status, named: {} }
      return 'code' in status
        ? { key: 'code', named: { code: status.code } }
        : { key: 'signal', named: { signal: status.signal } }
    }
  }
}

/** `TypeError: no such size` */
export function errorLine({ name, message }: ErrorSummary): string {
  return message === '' ? name : `${name}: ${message}`
}
