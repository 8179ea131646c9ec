import { type Ref, computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { QueuedRun } from '../../../src-main/contract/run.ts'
import { request } from '../../client.ts'
import { useMirror } from '../../mirror.ts'
import type { RowSource } from '../../ui/dense-table.ts'
import { everyWaiting } from './every-waiting.ts'
import { emptyWindow, heldRuns, keyOf, nextToRead, pageSize, pagesOver, rowsOf, withPage } from './queue-window.ts'
import { unawaited } from '../../unawaited.ts'

export interface QueueRows {
  /** The runs with these keys, in order. Reads the whole queue where some are not held; undefined: could not, and said so. */
  find: (keys: ReadonlySet<string>) => Promise<QueuedRun[] | undefined>
  rows: Ref<RowSource<QueuedRun>>
  /** Tells which rows are in sight. */
  show: (first: number, last: number) => void
}

/** Milliseconds between two readings of rows that are in sight already: twice a second. */
const leastBetween = 500
/** After a failed reading. */
const retryAfter = 2_000

/** The waiting runs in order, read by pages as they come in sight and as the queue changes. */
export function useQueueRows(): QueueRows {
  const mirror = useMirror()
  const held = shallowRef(emptyWindow)
  const range = shallowRef({ first: 0, last: pageSize - 1 })
  const depth = computed(() => mirror.pool?.depth ?? 0)
  const wanted = computed(() => pagesOver(range.value.first, range.value.last, depth.value))
  let lastRefresh = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isReading = false
  let isDisposed = false

  function readSoon(): void {
    if (isReading || timer !== undefined || isDisposed) return
    const isMissing = wanted.value.some((page) => !held.value.pages.has(page))
    const delay = isMissing ? 0 : Math.max(0, lastRefresh + leastBetween - Date.now())
    timer = setTimeout(() => unawaited(read()), delay)
  }

  async function read(): Promise<void> {
    timer = undefined
    const revision = mirror.pool?.queueRevision ?? 0
    isReading = true
    lastRefresh = Date.now()
    let isRefused = false
    for (;;) {
      const page = nextToRead(held.value, wanted.value, revision)
      if (page === undefined) break
      const answer = await request('listQueue', { offset: page * pageSize, count: pageSize })
      if (isDisposed) return
      if (!answer.ok) {
        isRefused = true
        break
      }
      held.value = withPage(held.value, page, answer.value, wanted.value)
      // The queue has moved on meanwhile: the pages of the new state are read in the next turn.
      if (answer.value.queueRevision !== revision) break
    }
    isReading = false
    if (isRefused) timer = setTimeout(() => unawaited(read()), retryAfter)
    else if (nextToRead(held.value, wanted.value, mirror.pool?.queueRevision ?? 0) !== undefined) readSoon()
  }

  watch([() => mirror.pool?.queueRevision, wanted], readSoon, { immediate: true })
  onScopeDispose(() => {
    isDisposed = true
    clearTimeout(timer)
  })

  return {
    async find(keys) {
      return heldRuns(held.value, keys) ?? (await everyWaiting())?.filter((run) => keys.has(keyOf(run)))
    },
    rows: computed(() => rowsOf(held.value, depth.value)),
    show(first, last) {
      if (range.value.first !== first || range.value.last !== last) range.value = { first, last }
    },
  }
}
