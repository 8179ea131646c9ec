import { raise } from '../../platform/uncaught.ts'
import type { Parts } from '../answers/answers.ts'
import type { Audience } from '../feed/audience.ts'
import type { History } from '../history/history.ts'
import type { PoolChanges } from '../scheduling/pool-changes.ts'
import type { Damage } from './damage.ts'
import type { RunEvents } from './run-events.ts'
import type { RunWaits } from './run-waits.ts'

interface Hearers {
  audience: Audience
  history: History
  waits: RunWaits
  recovery: Parts['recovery']
  damage: Damage
  poolChanges: () => PoolChanges
}

/** Who hears what happens to runs, and in which order. */
export function hearersOf({ audience, history, waits, recovery, damage, poolChanges }: Hearers): RunEvents {
  return {
    liveChanged: (run) => {
      audience.tell((feed) => feed.liveChanged(run))
    },
    left: (run) => {
      audience.tell((feed) => feed.left(run))
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
      recovery.current = found
      if (found.isPaused) poolChanges().keepPaused().catch(raise)
      audience.tell((feed) => feed.recovered(found))
    },
    troubled: (code, message) => {
      audience.trouble(code, message)
    },
    broke: (error) => {
      damage.note(error)
    },
  }
}
