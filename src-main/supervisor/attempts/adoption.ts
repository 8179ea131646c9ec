import { setTimeout as wait } from 'node:timers/promises'
import type { ProcessIdentity } from '../../contract/process.ts'
import { recordedExit } from './follower.ts'
import type { Origin } from '../journal/lines.ts'
import type { RecordedAttempt, AttemptState } from '../journal/recorded-attempts.ts'
import { lengthOfLog } from '../launching/log-file.ts'
import { monotonic } from '../monotonic.ts'
import type { Platform, ProcessRow } from '../platform/platform.ts'
import type { AttemptEnd } from '../port.ts'
import type { ProcessTable } from '../sampling/tree.ts'

/** Looks for the process of a start that was not recorded, and milliseconds between them: it may not have executed its program yet. */
const looks = { most: 4, pause: 100 }

/** What an adopter looks at. */
export interface Sight {
  platform: Platform
  take: () => Promise<ProcessTable>
  /** The journal is of this boot: its PIDs and start times mean something. */
  isSameBoot: boolean
  /** The process that launched them, where it lives. */
  origin: Origin | undefined
}

/** How an attempt of another supervisor process stands now, by its journal and by the processes there are. */
export async function lookAfter(entry: RecordedAttempt, sight: Sight): Promise<AttemptState> {
  const { state } = entry
  switch (state.kind) {
    case 'launching':
      return sight.isSameBoot ? lookForStarted(entry, sight) : restarted
    case 'started': {
      if (!sight.isSameBoot) return restarted
      const { pid, at, tick } = state
      const origin = sight.origin ?? state.origin
      const row = living(await sight.take(), state, entry.marker)
      if (row) return { kind: 'started', pid, startTime: row.startTime, at, tick, origin }
      const recorded = await recordedExit({ key: entry.key, origin }, sight.platform)
      return { ...state, kind: 'ended', exit: recorded ?? unseenExit(entry, tick) }
    }
    default:
      return state
  }
}

const restarted: AttemptState = { kind: 'unknown', reason: 'the machine was restarted while it ran' }

/** Its launch was announced, but not what became of it. */
async function lookForStarted(entry: RecordedAttempt, sight: Sight): Promise<AttemptState> {
  for (let count = 0; count < looks.most; count++) {
    if (count > 0) await wait(looks.pause)
    const marked = (await sight.take()).marked(entry.marker).filter(isAlive)
    // It leads a session and a group of its own; what it started has the marker too.
    const leader = marked.find(({ pid, session, group }) => session === pid || (session === 0 && group === pid))
    if (!leader) continue
    const { pid, startTime } = leader
    return { kind: 'started', pid, startTime, at: entry.at, tick: entry.tick, origin: sight.origin }
  }
  const reason = 'the process that starts tasks died while it started this one, and no process of it is left'
  return { kind: 'unknown', reason }
}

function living(table: ProcessTable, { pid, startTime }: ProcessIdentity, marker: string): ProcessRow | undefined {
  // If the system tells no start time at the start, the marker stands for it.
  const row = startTime > 0 ? table.find({ pid, startTime }) : table.holder(pid)
  if (!row || !isAlive(row)) return undefined
  if (startTime === 0) return row.marker === marker ? row : undefined
  return row.marker === undefined || row.marker === marker ? row : undefined
}

const isAlive = ({ state }: ProcessRow): boolean => state !== 'zombie'

/** It ended when nobody was there: all that can be said is that it has. */
function unseenExit({ logFile }: RecordedAttempt, startedAt: number): AttemptEnd {
  return {
    exitStatus: 'unknown',
    at: Date.now(),
    runTime: Math.max(0, monotonic() - startedAt),
    isLogDiskFull: false,
    hasReachedLogLimit: false,
    logBytes: lengthOfLog(logFile),
  }
}
