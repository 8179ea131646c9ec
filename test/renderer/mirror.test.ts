import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { success } from '../../src-main/contract/answer.ts'
import type { Notice } from '../../src-main/contract/contract.ts'
import type { Delta, Snapshot } from '../../src-main/contract/snapshot.ts'
import { useMirror } from '../../src-renderer/mirror.ts'
import { endedRun, liveRun, snapshot } from './sample-runs.ts'

/** The host's end: answers `subscribe` when the test says so. */
const host = vi.hoisted(() => ({
  connection: { value: { state: 'connecting' } },
  tell: (_notice: unknown): void => undefined,
  asked: [] as string[],
  snapshots: [] as ((snapshot: unknown) => void)[],
}))

vi.mock('../../src-renderer/client.ts', () => ({
  get connection() {
    return host.connection
  },
  onNotice: (listener: (notice: unknown) => void) => {
    host.tell = listener
  },
  request: (name: string) => {
    host.asked.push(name)
    return new Promise((resolve) => {
      if (name === 'subscribe') host.snapshots.push((value) => resolve(success(value)))
      else resolve(success(null))
    })
  },
}))

const delta = (value: Delta) => host.tell({ name: 'delta', value } satisfies Notice)
const subscriptions = () => host.asked.filter((name) => name === 'subscribe').length
const turn = () => new Promise((resolve) => setImmediate(resolve))

async function answerSubscribe(value: Snapshot): Promise<void> {
  host.snapshots.shift()?.(value)
  await turn()
}

async function setConnection(state: string): Promise<void> {
  host.connection.value = { state }
  await nextTick()
}

describe('the mirror', () => {
  beforeEach(async () => {
    vi.stubGlobal('document', { hidden: false, addEventListener: () => undefined })
    host.connection = shallowRef({ state: 'connecting' })
    host.asked.length = 0
    host.snapshots.length = 0
    setActivePinia(createPinia())
    useMirror().start()
    await setConnection('connected')
  })

  it('subscribes when connected, takes the snapshot and follows the deltas', async () => {
    const mirror = useMirror()
    expect(mirror.hasState).toBe(false)
    await answerSubscribe(snapshot({ live: [liveRun(1)] }))
    const tick = mirror.liveTick
    delta({ previousRevision: 7, revision: 8, live: [liveRun(2)] })
    expect([...mirror.liveRows().keys()]).toEqual([1, 2])
    expect(mirror.liveTick).toBe(tick + 1)
  })

  it('asks for one new snapshot after a gap, however many deltas come meanwhile', async () => {
    const mirror = useMirror()
    await answerSubscribe(snapshot({ live: [liveRun(1)] }))
    delta({ previousRevision: 9, revision: 10, live: [liveRun(2)] })
    delta({ previousRevision: 10, revision: 11, live: [liveRun(3)] })
    expect(subscriptions()).toBe(2)
    await answerSubscribe(snapshot({ revision: 10, live: [liveRun(1), liveRun(2)] }))
    expect(subscriptions()).toBe(2)
    expect([...mirror.liveRows().keys()]).toEqual([1, 2, 3])
  })

  it('subscribes anew with each connection', async () => {
    await answerSubscribe(snapshot())
    await setConnection('reconnecting')
    await setConnection('connected')
    expect(subscriptions()).toBe(2)
  })

  it('tells of runs that end from now on, not of those that had ended before', async () => {
    const ended = vi.fn()
    useMirror().onEnded(ended)
    await answerSubscribe(snapshot({ ended: [endedRun(1)] }))
    expect(ended).not.toHaveBeenCalled()
    delta({ previousRevision: 7, revision: 8, ended: [endedRun(2)] })
    expect(ended).toHaveBeenCalledExactlyOnceWith([endedRun(2)])
  })

  it('tells of runs that ended or were cleared within a gap, each once', async () => {
    const [ended, cleared] = [vi.fn(), vi.fn()]
    useMirror().onEnded(ended)
    useMirror().onCleared(cleared)
    await answerSubscribe(snapshot({ ended: [endedRun(2), endedRun(1)] }))
    delta({ previousRevision: 9, revision: 10, ended: [endedRun(4)] })
    delta({ previousRevision: 10, revision: 11, ended: [endedRun(5)] })
    await answerSubscribe(snapshot({ revision: 10, ended: [endedRun(4), endedRun(3), endedRun(1)] }))
    expect(ended.mock.calls).toEqual([[[endedRun(3), endedRun(4)]], [[endedRun(5)]]])
    expect(cleared).toHaveBeenCalledExactlyOnceWith([2])
    delta({ previousRevision: 11, revision: 12, ended: [endedRun(5)], changed: [endedRun(1)] })
    expect(ended).toHaveBeenCalledTimes(2)
  })

  it('tells of runs that ended while it was not connected, and of none of a history that begins again', async () => {
    const ended = vi.fn()
    useMirror().onEnded(ended)
    await answerSubscribe(snapshot({ ended: [endedRun(2)] }))
    await setConnection('reconnecting')
    await setConnection('connected')
    await answerSubscribe(snapshot({ ended: [endedRun(3), endedRun(2)] }))
    expect(ended).toHaveBeenCalledExactlyOnceWith([endedRun(3)])
    const { host } = snapshot()
    await setConnection('reconnecting')
    await setConnection('connected')
    await answerSubscribe(snapshot({ host: { ...host, pid: 99 }, ended: [endedRun(1)] }))
    expect(ended).toHaveBeenCalledOnce()
    delta({ previousRevision: 7, revision: 8, ended: [endedRun(2)] })
    expect(ended).toHaveBeenLastCalledWith([endedRun(2)])
  })

  it('leaves the live rows’ tick alone where only the queue moves', async () => {
    const mirror = useMirror()
    await answerSubscribe(snapshot())
    const [live, history] = [mirror.liveTick, mirror.historyTick]
    delta({
      previousRevision: 7,
      revision: 8,
      queueSamples: [{ pool: 'default', at: 1, depth: 0, running: 0, started: 0, finished: 0 }],
    })
    expect([mirror.liveTick, mirror.historyTick]).toEqual([live, history + 1])
  })
})
