import { raise } from '../../platform/uncaught.ts'
import type { Audience } from '../feed/audience.ts'
import type { History } from '../history/history.ts'
import type { Closing } from '../host/closing.ts'
import type { CurrentRecovery } from './current-recovery.ts'
import type { Damage } from './damage.ts'
import type { RunEvents } from './run-events.ts'
import type { RunWaits } from './run-waits.ts'

interface Hearers {
  audience: Audience
  history: History
  waits: RunWaits
  recovery: CurrentRecovery
  damage: Damage
  /** Stores that the pool has paused itself. */
  keepPaused: () => Promise<void>
  closing: () => Closing
}

/** Who hears what happens to runs, and in which order. */
export function hearersOf({ audience, history, waits, recovery, damage, keepPaused, closing }: Hearers): RunEvents {
  return {
    liveChanged: (run) => {
      audience.tell((feed) => feed.liveChanged(run))
    },
    left: (run) => {
      audience.tell((feed) => feed.left(run))
      closing().onRunLeft()
    },
    ended: (run) => {
      history.add(run)
      audience.tell((feed) => feed.ended(run.runId))
    },
    recorded: ({ runId }) => {
      waits.ended(runId)
    },
    poolChanged: () => {
      audience.tell((feed) => feed.poolChanged())
    },
    recovered: (found) => {
      if (found.isPaused) keepPaused().catch(raise)
      recovery.show(found)
    },
    troubled: (code, message) => {
      audience.trouble(code, message)
    },
    broke: (error) => {
      damage.note(error)
      closing().onBroken()
    },
  }
}
