import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type * as VueI18n from 'vue-i18n'
import { failure, success } from '../../src-main/contract/answer.ts'
import type { QueuedRun, RunId } from '../../src-main/contract/run.ts'
import { useDialogs } from '../../src-renderer/dialogs.ts'
import { useMessageQueueActions } from '../../src-renderer/features/message-queues/message-queue-actions.ts'
import { useProcessActions } from '../../src-renderer/features/processes/process-actions.ts'
import { processKey, runKey } from '../../src-renderer/features/processes/process-rows.ts'
import { useProcessesView } from '../../src-renderer/features/processes/processes-view.ts'
import { useRunActions } from '../../src-renderer/features/queue/run-actions.ts'
import { useChangeSettings } from '../../src-renderer/features/settings/change-settings.ts'
import { i18n } from '../../src-renderer/i18n.ts'
import { useMirror } from '../../src-renderer/mirror.ts'
import { useToasts } from '../../src-renderer/toasts.ts'
import { endedRun, liveRun, sampleProcess, snapshot } from './sample-runs.ts'

interface HostEnd {
  tell: (notice: unknown) => void
  snapshot: unknown
  waiting: QueuedRun[]
  /** What is asked of the host but for reading. */
  asked: [string, unknown][]
  answers: Record<string, unknown>
  words: (...words: never[]) => string
}

const host = vi.hoisted((): HostEnd => ({
  tell: () => undefined,
  snapshot: undefined,
  waiting: [],
  asked: [],
  answers: {},
  words: () => '',
}))

vi.mock('vue-i18n', async (load) => ({
  ...(await load<typeof VueI18n>()),
  useI18n: () => ({ t: (...words: never[]) => host.words(...words) }),
}))
vi.mock('../../src-renderer/client.ts', () => ({
  connection: { value: { state: 'connected' } },
  onNotice: (listener: (notice: unknown) => void) => (host.tell = listener),
  request: (name: string, input: unknown) => {
    if (name === 'subscribe') return Promise.resolve(success(host.snapshot))
    if (name === 'listQueue') return Promise.resolve(success({ queueRevision: 1, depth: 0, runs: host.waiting }))
    host.asked.push([name, input])
    return Promise.resolve(host.answers[name] ?? success([]))
  },
}))

const queued = (runId: number): QueuedRun => ({
  runId: runId as RunId,
  name: `run ${String(runId)}`,
  command: 'true',
  isCommandCut: false,
  folder: '/',
  queuedAt: 0,
  attempt: 0,
  position: 0,
  waitsFor: { kind: 'slot' },
})
const turn = () => new Promise((resolve) => setImmediate(resolve))

async function mirrored(more: Parameters<typeof snapshot>[0]): Promise<void> {
  host.snapshot = snapshot(more)
  useMirror().start()
  await turn()
}

/** The question that is open, answered with yes or no once it has been looked at. */
async function answer(isConfirmed: boolean): Promise<{ title?: string; text?: string; confirm?: string }> {
  await turn()
  const dialogs = useDialogs()
  const { title, text, confirmLabel: confirm } = dialogs.confirmation ?? {}
  dialogs.answerConfirmation(isConfirmed, false)
  await turn()
  return { ...(title && { title }), ...(text && { text }), ...(confirm && { confirm }) }
}

beforeEach(() => {
  vi.stubGlobal('document', { hidden: false, addEventListener: () => undefined })
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  setActivePinia(createPinia())
  host.words = i18n.global.t
  host.waiting = []
  host.asked.length = 0
  host.answers = {}
})

describe('before ended runs are cleared', () => {
  it('a person is asked with the count and what is deleted, and nothing happens on no', async () => {
    const runs = Array.from({ length: 1_000 }, (_, index) => endedRun(index + 1))
    const done = useRunActions().clear(runs)
    expect(await answer(false)).toEqual({
      title: 'Clear 1,000 ended runs?',
      text: 'Deletes 1,000 runs and their output. This cannot be undone.',
      confirm: 'Clear 1,000 runs',
    })
    expect(host.asked).toEqual([])
    await done
  })

  it('one is asked about too, by its name: its output goes with it', async () => {
    const done = useRunActions().clear([endedRun(7)])
    expect(await answer(true)).toMatchObject({ title: 'Clear run 7?', confirm: 'Clear run' })
    expect(host.asked).toEqual([['clearEnded', { runIds: [7] }]])
    await done
  })

  it('what the question is about is what goes, whatever is selected by then', async () => {
    const selected = [endedRun(1), endedRun(2)]
    const done = useRunActions().clear(selected)
    await turn()
    selected.push(endedRun(3))
    await answer(true)
    expect(host.asked).toEqual([['clearEnded', { runIds: [1, 2] }]])
    await done
  })

  it('all are counted, and what ends while the question is open stays', async () => {
    const { pool } = snapshot()
    const counted = { ...pool, ended: { ...pool.ended, succeeded: 4_500, failed: 28 } }
    await mirrored({ pool: counted, ended: [endedRun(5_000)] })
    const done = useRunActions().clearAll(true)
    await turn()
    host.tell({ name: 'delta', value: { previousRevision: 7, revision: 8, ended: [endedRun(5_001)] } })
    expect(await answer(true)).toEqual({
      title: 'Clear all 4,528 ended runs?',
      text: 'Deletes 4,528 runs and their output, also those that the filter or search hides. This cannot be undone.',
      confirm: 'Clear 4,528 runs',
    })
    expect(host.asked).toEqual([['clearEnded', { upTo: 5_000 }]])
    await done
  })
})

describe('before waiting runs are cancelled', () => {
  it('a person is asked from two on', async () => {
    const { cancel } = useRunActions()
    expect(await cancel([1 as RunId])).toBe(true)
    expect(host.asked.splice(0)).toEqual([['cancel', { runIds: [1] }]])
    const done = cancel([1 as RunId, 2 as RunId])
    expect(await answer(false)).toMatchObject({ title: 'Cancel 2 waiting runs?', confirm: 'Cancel 2 runs' })
    expect(host.asked).toEqual([])
    await done
  })

  it('all are those that waited when the question was asked', async () => {
    host.waiting = [queued(1), queued(2), queued(3)]
    const done = useRunActions().cancelAll()
    await turn()
    host.waiting.push(queued(4))
    expect(await answer(true)).toMatchObject({ title: 'Cancel 3 waiting runs?' })
    expect(host.asked).toEqual([['cancel', { runIds: [1, 2, 3] }]])
    await done
  })

  it('it is said of those that started meanwhile, and of what is not saved yet', async () => {
    host.answers.cancel = success([
      { runId: 1, ok: false, code: 'wrong-state' },
      { runId: 2, ok: true, isUnsaved: true },
    ])
    const done = useRunActions().cancel([1 as RunId, 2 as RunId])
    await answer(true)
    expect(useToasts().shown.map(({ title }) => title)).toEqual([
      '1 run had already started',
      '1 run was cancelled, but that is not saved yet',
    ])
    await done
  })
})

describe('before processes are ended', () => {
  const child = sampleProcess(102, { parentPid: 100 })
  const grandchild = sampleProcess(103, { parentPid: 102 })
  const live = [
    liveRun(1, { processes: [sampleProcess(100), sampleProcess(101, { parentPid: 100 }), child, grandchild] }),
    liveRun(2),
    liveRun(3),
  ]
  const ask = async (name: 'terminate' | 'kill', ...keys: string[]) => {
    await mirrored({ live })
    useProcessesView().selection = { keys: new Set(keys) }
    useProcessActions()[name]()
    return answer(true)
  }

  it('runs are counted once, with their processes', async () => {
    const keys = [runKey(live[0]!.runId), processKey(live[0]!.runId, child), runKey(live[1]!.runId)]
    expect(await ask('terminate', ...keys)).toEqual({
      title: 'Terminate 2 runs (5 processes)?',
      text: 'Sends SIGTERM to them and to everything under them, and kills what is left after 5 s.',
      confirm: 'Terminate 2 runs',
    })
    expect(host.asked).toEqual([['terminate', { targets: [{ runId: 1 }, { runId: 2 }] }]])
  })

  it('single processes are counted with what is under them', async () => {
    const keys = [processKey(live[0]!.runId, child), processKey(live[0]!.runId, grandchild), runKey(live[1]!.runId)]
    expect(await ask('kill', ...keys)).toMatchObject({
      title: 'Kill 1 run and 2 processes?',
      confirm: 'Kill 1 run and 2 processes',
    })
  })

  it('one is named, with how much is under it', async () => {
    expect(await ask('terminate', runKey(live[0]!.runId))).toEqual({
      title: 'Terminate run 1?',
      text: 'Sends SIGTERM to it and 3 processes under it, and kills what is left after 5 s.',
      confirm: 'Terminate',
    })
    expect(await ask('terminate', runKey(live[1]!.runId))).toMatchObject({
      text: 'Sends SIGTERM to it, and kills what is left after 5 s.',
    })
  })
})

describe('before message queues are removed', () => {
  it('a person is asked with their messages', async () => {
    const queue = (id: string, depth: number) => ({ id, name: id, depth }) as never
    useMessageQueueActions(() => [queue('a', 3), queue('b', 1)]).remove()
    expect(await answer(false)).toEqual({
      title: 'Remove 2 message queues?',
      text: '4 messages are dropped. This cannot be undone. Programs that use the queues find them closed, and their names are free for new ones.',
      confirm: 'Remove 2 queues',
    })
    expect(host.asked).toEqual([])
  })
})

describe('before a setting deletes something', () => {
  const { pool } = snapshot()
  const counted = { ...pool, ended: { ...pool.ended, succeeded: 5_000 } }

  it.each([
    [
      { runs: 1_000, logs: 0, logBytes: 0 },
      { keptDays: 5 },
      { title: 'Delete 1,000 ended runs?', confirm: 'Delete 1,000 runs' },
    ],
    [
      { runs: 0, logs: 12, logBytes: 3_400_000 },
      { keptLogBytes: 5 },
      { title: 'Delete the output of 12 runs?', confirm: 'Delete output of 12 runs' },
    ],
  ])('a person is asked with what the host has counted: %j', async (deletions, change, question) => {
    await mirrored({ pool: counted, ended: [endedRun(1)] })
    host.answers.countDeletions = success(deletions)
    const changed = useChangeSettings()(change)
    expect(await answer(false)).toMatchObject(question)
    expect(await changed).toEqual({ state: 'kept' })
    const limits = { keptRuns: 100_000, keptDays: 90, keptLogBytes: 10_000_000_000, ...change }
    expect(host.asked).toEqual([['countDeletions', limits]])
  })

  it('a person is asked without a number where it cannot be counted, and not where nothing goes', async () => {
    await mirrored({ pool: counted, ended: [endedRun(1)] })
    host.answers.countDeletions = failure('system-error', 'no')
    const changed = useChangeSettings()({ keptDays: 5 })
    expect(await answer(false)).toMatchObject({ title: 'Delete everything beyond the new limit?' })
    expect(await changed).toEqual({ state: 'kept' })
    host.answers.countDeletions = success({ runs: 0, logs: 0, logBytes: 0 })
    host.answers.changeSettings = success(snapshot().settings)
    expect(await useChangeSettings()({ keptDays: 5 })).toEqual({ state: 'saved' })
  })
})
