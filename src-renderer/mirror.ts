import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { type PoolName, type PoolStatus, defaultPool } from '../src-main/contract/pool.ts'
import type { EndedRun, RunId } from '../src-main/contract/run.ts'
import type { Settings } from '../src-main/contract/settings.ts'
import type { Delta, HostDescription, Recovery, Trouble } from '../src-main/contract/snapshot.ts'
import { connection, onNotice, request } from './client.ts'
import { type LiveRow, type MirrorState, applyDelta, missedBetween, stateFrom } from './mirror-state.ts'
import type { MessageQueueRow } from './message-queue-table.ts'
import { QueueHistory } from './queue-history.ts'
import { unawaited } from './unawaited.ts'

export type { LiveRow }

const noRows: ReadonlyMap<RunId, LiveRow> = new Map()
const noHistory = new QueueHistory()
const noQueues: ReadonlyMap<string, MessageQueueRow> = new Map()

/**
 * The host's state in this window: subscribes, takes the snapshot, applies deltas, asks again after a gap. Live rows and
 * the queue's history are raw and change in place: who reads them reads `liveTick` or `historyTick` first.
 */
export const useMirror = defineStore('mirror', () => {
  let state: MirrorState | undefined
  /** Deltas that arrive while a snapshot is under way. */
  let held: Delta[] | undefined

  const host = shallowRef<HostDescription>()
  const pools = shallowRef<ReadonlyMap<PoolName, PoolStatus>>(new Map())
  const ended = shallowRef<readonly EndedRun[]>([])
  const settings = shallowRef<Settings>()
  const recovery = shallowRef<Recovery>()
  const liveTick = shallowRef(0)
  const historyTick = shallowRef(0)
  const messageQueueTick = shallowRef(0)
  const endedListeners = new Set<(runs: readonly EndedRun[]) => void>()
  const clearedListeners = new Set<(runIds: readonly RunId[]) => void>()
  const troubleListeners = new Set<(trouble: Trouble) => void>()

  function publish(changed: { live: boolean; history: boolean; messageQueues: boolean }): void {
    if (!state) return
    host.value = state.host
    pools.value = state.pools
    ended.value = state.ended
    settings.value = state.settings
    recovery.value = state.recovery
    if (changed.live) liveTick.value += 1
    if (changed.history) historyTick.value += 1
    if (changed.messageQueues) messageQueueTick.value += 1
  }

  async function subscribe(): Promise<void> {
    if (held) return
    held = []
    const answer = await request('subscribe', {})
    const missed = held
    held = undefined
    // Not connected: the next connection subscribes again.
    if (!answer.ok) return
    const before = state
    state = stateFrom(answer.value)
    publish({ live: true, history: true, messageQueues: true })
    if (before) tellOfGap(before, state)
    for (const delta of missed) apply(delta)
    if (document.hidden) tellVisibility()
  }

  /** What was missed is told to those who listen, as if its deltas had come. */
  function tellOfGap(before: MirrorState, now: MirrorState): void {
    const isSameHost = before.host.pid === now.host.pid
    // Another host may count its history from the beginning again: nothing of that is news.
    if (!isSameHost && now.lastSequence < before.lastSequence) return
    const missed = missedBetween(before, now)
    now.lastSequence = Math.max(before.lastSequence, now.lastSequence)
    tellEnded(missed.ended)
    tellCleared(missed.cleared)
  }

  function tellEnded(runs: readonly EndedRun[]): void {
    if (runs.length > 0) for (const listener of endedListeners) listener(runs)
  }

  function tellCleared(runIds: readonly RunId[]): void {
    if (runIds.length > 0) for (const listener of clearedListeners) listener(runIds)
  }

  function apply(delta: Delta): void {
    if (held) {
      held.push(delta)
      return
    }
    if (!state) return
    const { lastSequence } = state
    switch (applyDelta(state, delta, Date.now())) {
      case 'applied':
        publish({
          live: Boolean(delta.live ?? delta.gone),
          history: Boolean(delta.pools ?? delta.queueSamples),
          messageQueues: delta.messageQueues !== undefined,
        })
        tellEnded(delta.ended?.filter(({ sequence }) => sequence > lastSequence) ?? [])
        tellCleared(delta.cleared ?? [])
        break
      case 'gap':
        unawaited(subscribe())
        break
      case 'stale':
        break
    }
  }

  function tellVisibility(): void {
    unawaited(request('setVisible', { isVisible: !document.hidden }))
  }

  /** Begins to mirror. Called once, by the frame. */
  function start(): void {
    onNotice((notice) => {
      if (notice.name === 'delta') apply(notice.value)
      else for (const listener of troubleListeners) listener(notice.value)
    })
    watch(
      () => connection.value.state,
      (now) => {
        if (now === 'connected') unawaited(subscribe())
      },
      { immediate: true },
    )
    document.addEventListener('visibilitychange', tellVisibility)
  }

  return {
    start,
    /** Undefined until the first snapshot. */
    host,
    /** The default pool: the one source of every count on screen. Undefined until the first snapshot. */
    pool: computed(() => pools.value.get(defaultPool)),
    /** Newest first. */
    ended,
    /** The place in the history of the run that ended last; 0 before the first. Not reactive. */
    lastSequence: () => state?.lastSequence ?? 0,
    /** Undefined until the first snapshot. */
    settings,
    /** Undefined where there is nothing to tell of. */
    recovery,
    liveTick,
    historyTick,
    hasState: computed(() => host.value !== undefined),
    /** Live runs in order of start: raw, patched in place. Depends on `liveTick`. */
    liveRows(): ReadonlyMap<RunId, LiveRow> {
      void liveTick.value
      return state?.live ?? noRows
    },
    /** Of the default pool. Raw, grows in place. Depends on `historyTick`. */
    history(): QueueHistory {
      void historyTick.value
      return state?.histories.get(defaultPool) ?? noHistory
    },
    /** Raw, changes in place. Depends on a tick of its own: once a second while there are any. */
    messageQueues(): ReadonlyMap<string, MessageQueueRow> {
      void messageQueueTick.value
      return state?.messageQueues.rows ?? noQueues
    },
    /** Runs that end from now on, oldest first. Returns the unsubscribe. */
    onEnded(listener: (runs: readonly EndedRun[]) => void): () => void {
      endedListeners.add(listener)
      return () => endedListeners.delete(listener)
    },
    /** Ended runs that are forgotten from now on, whoever cleared them. Returns the unsubscribe. */
    onCleared(listener: (runIds: readonly RunId[]) => void): () => void {
      clearedListeners.add(listener)
      return () => clearedListeners.delete(listener)
    },
    /** Settings that the host answered with, ahead of the delta that tells every window. */
    takeSettings(answered: Settings): void {
      if (state) state.settings = answered
      settings.value = answered
    },
    /** Returns the unsubscribe. */
    onTrouble(listener: (trouble: Trouble) => void): () => void {
      troubleListeners.add(listener)
      return () => troubleListeners.delete(listener)
    },
  }
})
