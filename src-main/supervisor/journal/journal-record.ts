import type { AttemptRecord } from '../attempts/attempt-record.ts'
import { monotonic } from '../monotonic.ts'
import type { Journal } from './journal.ts'

/** Writes what a supervisor does into a journal. */
export function journalRecord(journal: Journal): AttemptRecord {
  return {
    launching({ runId, attempt, logFile, logLimit }, marker) {
      const [at, tick] = [Date.now(), monotonic()]
      return journal.announce({ type: 'launching', runId, attempt, marker, logFile, logLimit, at, tick })
    },
    started(key, begun, tick) {
      journal.record({ type: 'started', ...key, ...begun, tick })
    },
    startFailed(key, error) {
      journal.record({ type: 'start-failed', ...key, error })
    },
    exited(key, exit) {
      journal.record({ type: 'exited', ...key, exit })
    },
    logCut(key, keptFrom) {
      journal.record({ type: 'log-cut', ...key, keptFrom })
    },
  }
}
