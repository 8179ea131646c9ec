import type { Audience } from '../feed/audience.ts'
import type { History } from '../history/history.ts'
import type { OutcomeCount } from '../history/outcome-count.ts'
import type { Pool } from '../runs/pool.ts'
import { clockTrouble, diedTrouble, setAsideTrouble, storageTrouble } from './storage-failure.ts'
import type { HistoryReader } from './history-reader.ts'
import type { StorageThread } from './storage-thread.ts'

interface Parts {
  pool: Pool
  storage: StorageThread
  reader: HistoryReader
  history: History
  outcomes: OutcomeCount
  audience: Audience
}

/** Passes on what the threads of the database do unasked, and what goes wrong there: to memory, counts and clients. */
export function followStorage({ pool, storage, reader, history, outcomes, audience }: Parts): void {
  storage.listen({
    forgotten: ({ gone }) => {
      outcomes.subtract(gone.outcomes)
      const known = history.forget(gone)
      audience.tell((feed) => feed.cleared(known))
      audience.tell((feed) => feed.poolChanged())
    },
    logsRemoved: ({ runs }) => {
      for (const { runId, notes } of runs) {
        if (history.note(runId, notes)) audience.tell((feed) => feed.endedChanged(runId))
      }
    },
    failing: (failure) => {
      if (!failure) {
        pool.reopen('storage')
        return
      }
      pool.close('storage')
      audience.trouble('storage-failing', storageTrouble(failure))
    },
    setAside: (message) => {
      audience.trouble('record-set-aside', setAsideTrouble(message))
    },
    clockDoubted: ({ doubt }) => {
      if (doubt) console.error(`forkyard: ${clockTrouble(doubt)}`)
      audience.keepTrouble('clock-doubted', doubt && clockTrouble(doubt))
    },
    died: (reason) => {
      audience.trouble('storage-restarted', diedTrouble(reason))
    },
  })
  reader.onDied((reason) => {
    audience.trouble('storage-restarted', diedTrouble(reason))
  })
}
