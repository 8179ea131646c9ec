import { type Ref, onScopeDispose, shallowRef, watch } from 'vue'
import type { RunDescription, RunId } from '../../../src-main/contract/run.ts'
import { request } from '../../client.ts'
import { useMirror } from '../../mirror.ts'
import { unawaited } from '../../unawaited.ts'

export type Described =
  | { state: 'none' }
  /** Asked for; the run before is still shown until the answer is here. */
  | { state: 'asked'; runId: RunId }
  | { state: 'known'; runId: RunId; description: RunDescription }
  | { state: 'unknown'; runId: RunId }

/** Milliseconds between two questions about a run that waits. */
const leastBetween = 500

/**
 * The run with this id as the host describes it, asked again whenever it moves on: from the queue (and within it, at
 * most twice a second), to a live run, to an ended one.
 */
export function useDescribedRun(runId: Ref<RunId | undefined>): Readonly<Ref<Described>> {
  const mirror = useMirror()
  const described = shallowRef<Described>({ state: 'none' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastAsked = 0

  async function ask(asked: RunId): Promise<void> {
    lastAsked = Date.now()
    const answer = await request('describeRun', { runId: asked })
    if (runId.value !== asked) return
    if (answer.ok) described.value = { state: 'known', runId: asked, description: answer.value }
    else if (answer.code === 'unknown-run') described.value = { state: 'unknown', runId: asked }
  }

  function askSoon(): void {
    const asked = runId.value
    if (asked === undefined || timer !== undefined) return
    timer = setTimeout(
      () => {
        timer = undefined
        if (runId.value !== undefined) unawaited(ask(runId.value))
      },
      Math.max(0, lastAsked + leastBetween - Date.now()),
    )
  }

  /** Changes with each step of the run's life, and while it waits with the queue. */
  function step(): string {
    const asked = runId.value
    if (asked === undefined) return 'none'
    const { value } = described
    if (value.state === 'known' && value.description.run.phase === 'ended') return 'ended'
    const live = mirror.liveRows().get(asked)
    if (live) return `live ${live.run.attempt} ${live.run.state} ${live.run.pid ?? ''}`
    if (mirror.ended.some((run) => run.runId === asked)) return 'ended'
    return `queued ${mirror.pool?.queueRevision ?? ''}`
  }

  watch(
    runId,
    (asked) => {
      described.value = asked === undefined ? { state: 'none' } : { state: 'asked', runId: asked }
      if (asked !== undefined) unawaited(ask(asked))
    },
    { immediate: true },
  )
  watch(step, askSoon)
  // Ended runs are more than the mirror holds.
  const stop = mirror.onCleared((runIds) => {
    if (runId.value !== undefined && runIds.includes(runId.value)) askSoon()
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    stop()
  })
  return described
}
