import { limits } from '../src-main/contract/limits.ts'
import type { PoolName, PoolStatus } from '../src-main/contract/pool.ts'
import type { EndedRun, LiveRun, RunId } from '../src-main/contract/run.ts'
import type { Settings } from '../src-main/contract/settings.ts'
import type { Delta, HostDescription, Recovery, Snapshot } from '../src-main/contract/snapshot.ts'
import { MessageQueueTable } from './message-queue-table.ts'
import { QueueHistory } from './queue-history.ts'

/** One live run. Stays the same object for the run's whole life; `version` grows whenever `run` is replaced. */
export interface LiveRow {
  run: LiveRun
  version: number
}

/** The host's state as this window knows it. Raw: `live` and `histories` change in place and nothing here is reactive. */
export interface MirrorState {
  revision: number
  host: HostDescription
  /** A new map at each change. */
  pools: ReadonlyMap<PoolName, PoolStatus>
  /** In order of start. */
  live: Map<RunId, LiveRow>
  /** Newest first, at most `limits.endedRuns`; a new list at each change. */
  ended: readonly EndedRun[]
  /** The place in the history of the run that ended last, also if it was cleared since; 0 before the first. */
  lastSequence: number
  /** Of each pool's queue. */
  histories: ReadonlyMap<PoolName, QueueHistory>
  messageQueues: MessageQueueTable
  settings: Settings
  /** Undefined where there was nothing to recover, or once it was dismissed. */
  recovery: Recovery | undefined
}

export function stateFrom(snapshot: Snapshot): MirrorState {
  const { revision, host, pools, live, ended, queueSamples, messageQueues, settings, recovery } = snapshot
  return {
    revision,
    host,
    pools: byName(pools),
    live: new Map(live.map((run) => [run.runId, { run, version: 0 }])),
    ended: ended.slice(0, limits.endedRuns),
    lastSequence: ended[0]?.sequence ?? 0,
    histories: new Map(
      pools.map(({ name }) => [name, new QueueHistory(queueSamples.filter(({ pool }) => pool === name))]),
    ),
    messageQueues: new MessageQueueTable(messageQueues),
    settings,
    recovery,
  }
}

/** The last of each name. */
function byName(pools: readonly PoolStatus[]): ReadonlyMap<PoolName, PoolStatus> {
  return new Map(pools.map((pool) => [pool.name, pool]))
}

/** `gap`: deltas are missing, only a new snapshot helps. `stale`: the state has it already. */
export type Application = 'applied' | 'stale' | 'gap'

/** Brings the state one delta on, in place. `now`: milliseconds since the epoch, the time of the pool's new numbers. */
export function applyDelta(state: MirrorState, delta: Delta, now: number): Application {
  if (delta.revision <= state.revision) return 'stale'
  if (delta.previousRevision !== state.revision) return 'gap'
  state.revision = delta.revision
  for (const sample of delta.queueSamples ?? []) state.histories.get(sample.pool)?.addSamples([sample])
  if (delta.pools) state.pools = byName([...state.pools.values(), ...delta.pools])
  for (const { name, depth, running } of delta.pools ?? [])
    state.histories.get(name)?.addPoint({ at: now, depth, running })
  for (const round of delta.messageQueues ?? []) state.messageQueues.add(round)
  for (const run of delta.live ?? []) {
    const row = state.live.get(run.runId)
    if (row) {
      row.run = run
      row.version += 1
    } else {
      state.live.set(run.runId, { run, version: 0 })
    }
  }
  for (const runId of delta.gone ?? []) state.live.delete(runId)
  if (delta.ended || delta.changed || delta.cleared) state.ended = nextEnded(state.ended, delta)
  state.lastSequence = Math.max(state.lastSequence, delta.ended?.at(-1)?.sequence ?? 0)
  if (delta.settings) state.settings = delta.settings
  if (delta.recovery !== undefined) state.recovery = delta.recovery ?? undefined
  return 'applied'
}

/** What happened to ended runs between a state and the snapshot that followed it, as far as the snapshot shows it. */
export function missedBetween(before: MirrorState, after: MirrorState): { ended: EndedRun[]; cleared: RunId[] } {
  const isWhole = after.ended.length < limits.endedRuns
  const oldest = isWhole ? 0 : (after.ended.at(-1)?.sequence ?? 0)
  const isThere = new Set(after.ended.map(({ runId }) => runId))
  return {
    ended: after.ended.filter(({ sequence }) => sequence > before.lastSequence).toReversed(),
    cleared: before.ended
      .filter(({ runId, sequence }) => sequence > oldest && !isThere.has(runId))
      .map(({ runId }) => runId),
  }
}

function nextEnded(ended: readonly EndedRun[], delta: Delta): readonly EndedRun[] {
  const cleared = new Set(delta.cleared)
  const told = new Map([...(delta.ended ?? []), ...(delta.changed ?? [])].map((run) => [run.runId, run]))
  const isHeld = new Set(ended.map(({ runId }) => runId))
  const newestFirst = (delta.ended ?? []).filter(({ runId }) => !isHeld.has(runId)).toReversed()
  return [...newestFirst, ...ended]
    .filter(({ runId }) => !cleared.has(runId))
    .map((run) => told.get(run.runId) ?? run)
    .slice(0, limits.endedRuns)
}
