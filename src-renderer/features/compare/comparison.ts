import { defineStore } from 'pinia'
import { computed, reactive, shallowRef } from 'vue'
import type { Failure } from '../../../src-main/contract/answer.ts'
import type { Comparison } from '../../../src-main/contract/compare.ts'
import { limits } from '../../../src-main/contract/limits.ts'
import { ask } from '../../ask.ts'
import { request } from '../../client.ts'
import { useRecentPaths } from '../../fields/recent-paths.ts'
import { type CompareDraft, requestOf } from './compare-draft.ts'
import { unawaited } from '../../unawaited.ts'

/** Where a window that is loaded again finds what it had asked for. */
const storageKey = 'forkyard.comparison'
/** Milliseconds before the host is asked again that could not answer. */
const pause = 1_000

/** The comparison that this window has asked for, whichever page it shows. */
export const useComparison = defineStore('comparison', () => {
  const draft = reactive<CompareDraft>({ module: '', name: '', args: '', times: '8', workers: '' })
  const current = shallowRef<Comparison>()
  const isStarting = shallowRef(false)
  const refusal = shallowRef<Failure>()
  const isRunning = computed(() => current.value?.phase.kind === 'running')
  let followed: number | undefined

  /** Reads on until it has ended, or another one is followed. */
  async function follow(comparisonId: number): Promise<void> {
    followed = comparisonId
    sessionStorage.setItem(storageKey, String(comparisonId))
    for (let after: number | undefined; followed === comparisonId;) {
      const answer = await request('readComparison', { comparisonId, after, wait: limits.comparisonWait })
      if (followed !== comparisonId) return
      if (answer.ok) {
        current.value = answer.value
        after = answer.value.revision
        if (answer.value.phase.kind !== 'running') return
      } else if (answer.code === 'unknown-comparison') {
        sessionStorage.removeItem(storageKey)
        current.value = undefined
        return
      } else await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  /** Compares what the form says; its file is offered again from then on. */
  async function start(): Promise<void> {
    if (await begin()) useRecentPaths().remember('module', draft.module)
  }

  async function begin(): Promise<boolean> {
    const input = requestOf(draft)
    if (!input) return false
    isStarting.value = true
    refusal.value = undefined
    const answer = await request('startComparison', input)
    isStarting.value = false
    if (answer.ok) {
      unawaited(follow(answer.value.comparisonId))
      return true
    }
    refusal.value = answer
    // Somebody else's, from another window or the command line: it can be looked at, and stopped.
    const other = answer.code === 'wrong-state' ? answer.details?.['comparisonId'] : undefined
    if (typeof other === 'number') unawaited(follow(other))
    return false
  }

  async function stop(): Promise<void> {
    if (current.value) await ask('stopComparison', { comparisonId: current.value.comparisonId })
  }

  /** Fills the form with a function of the sample, and compares it. */
  async function trySample(name: string, args: string): Promise<void> {
    isStarting.value = true
    const sample = await ask('writeSampleModule', {})
    isStarting.value = false
    if (!sample) return
    Object.assign(draft, { module: sample.module, name, args, times: '8' })
    await begin()
  }

  const last = Number(sessionStorage.getItem(storageKey))
  if (last > 0) unawaited(follow(last))

  return { draft, current, isStarting, isRunning, refusal, start, stop, trySample }
})
