import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { MessageQueueRow } from '../../message-queue-table.ts'
import { useMirror } from '../../mirror.ts'
import { type DenseRow, type SortOrder, flatRows, listSource } from '../../ui/dense-table.ts'
import { type Selection, nothingSelected } from '../../ui/selection.ts'
import { sortedQueues } from './message-queue-rows.ts'

/** What the table of message queues shows and what is selected in it; kept while another page is shown. */
export const useMessageQueuesView = defineStore('message-queues-view', () => {
  const mirror = useMirror()
  const sort = shallowRef<SortOrder>({ column: 'name', isDescending: false })
  const selection = shallowRef<Selection>(nothingSelected)

  // Rows change in place, at most once a second: by the time of their last sample.
  const source = computed(() =>
    listSource(
      flatRows(
        sortedQueues(mirror.messageQueues().values(), sort.value),
        ({ queue }) => queue.id,
        ({ samples }) => samples.at(-1)?.at ?? 0,
      ),
    ),
  )

  /** The one at the cursor, else the oldest: rows may change places, and what is shown does not. */
  const shown = computed<DenseRow<MessageQueueRow> | undefined>(() => {
    const { cursor } = selection.value
    const index = cursor === undefined ? -1 : source.value.indexOf(cursor)
    if (index >= 0) return source.value.at(index)
    const [oldest] = mirror.messageQueues().keys()
    return oldest === undefined ? undefined : source.value.at(source.value.indexOf(oldest))
  })

  const selected = computed(() =>
    [...selection.value.keys].flatMap((key) => source.value.at(source.value.indexOf(key))?.row.queue ?? []),
  )

  return {
    sort,
    selection,
    source,
    /** Another object at each sample. */
    shown,
    /** The queues that actions go to, as they are now. */
    selected,
  }
})
