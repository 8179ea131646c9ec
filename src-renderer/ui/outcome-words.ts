import type { ErrorSummary, Outcome } from '../../src-main/contract/run.ts'

/** A sentence part for `t`: its key and what it names. */
export interface Words {
  key: string
  values: Record<string, string | number>
}

/** How a run's process ended, or why nobody knows: `exited with 3`, `killed by SIGSEGV`, `machine restarted`. Undefined where there was none, and for success. */
export function exitWords(outcome: Outcome): Words | undefined {
  switch (outcome.kind) {
    case 'succeeded':
    case 'cancelled':
      return undefined
    case 'could-not-start':
      return { key: 'ui.outcome.error', values: { message: outcome.error.message } }
    case 'lost':
      return { key: `ui.lost.${outcome.code}`, values: {} }
    case 'failed':
    case 'terminated':
    case 'timed-out':
      if (outcome.kind === 'failed' && outcome.error)
        return { key: 'ui.outcome.error', values: { message: errorText(outcome.error) } }
      if (outcome.exitStatus === 'unknown') return { key: 'ui.outcome.exitStatusUnknown', values: {} }
      if (typeof outcome.exitStatus === 'string') return { key: `ui.outcome.${outcome.exitStatus}`, values: {} }
      return 'code' in outcome.exitStatus
        ? { key: 'ui.outcome.code', values: { code: outcome.exitStatus.code } }
        : { key: 'ui.outcome.signal', values: { signal: outcome.exitStatus.signal } }
  }
}

/** `TypeError: no such size` */
export function errorText({ name, message }: ErrorSummary): string {
  return message === '' ? name : `${name}: ${message}`
}
