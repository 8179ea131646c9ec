import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useMirror } from '../../mirror.ts'
import { type SortOrder, listSource } from '../../ui/dense-table.ts'
import { type Selection, nothingSelected } from '../../ui/selection.ts'
import { LiveOrder } from './live-order.ts'
import { type ProcessRow, isMatch, processTree } from './process-rows.ts'

/** What the table of processes shows and what is selected in it; kept while another page is shown. */
export const useProcessesView = defineStore('processes-view', () => {
  const mirror = useMirror()
  const search = ref('')
  const sort = shallowRef<SortOrder>({ column: 'pid', isDescending: false })
  const selection = shallowRef<Selection>(nothingSelected)
  const isOpenByDefault = ref(true)
  /** Keys of rows that are open though the default is closed, or the other way. */
  const exceptions = shallowRef<ReadonlySet<string>>(new Set())
  const order = new LiveOrder()

  const source = computed(() => {
    const runs = [...mirror.liveRows().values()]
    const shown = search.value.trim() === '' ? runs : runs.filter((live) => isMatch(live, search.value))
    const ordered = order.apply(shown, sort.value, performance.now())
    return listSource(processTree(ordered, (key) => isOpenByDefault.value !== exceptions.value.has(key)))
  })

  const selectedRows = computed<ProcessRow[]>(() =>
    [...selection.value.keys].flatMap((key) => source.value.at(source.value.indexOf(key))?.row ?? []),
  )

  return {
    search,
    sort,
    selection,
    source,
    /** The rows that actions go to, as they are now. */
    selectedRows,
    isOpenByDefault,
    toggle(key: string): void {
      const next = new Set(exceptions.value)
      if (!next.delete(key)) next.add(key)
      exceptions.value = next
    },
    openAll(isOpen: boolean): void {
      isOpenByDefault.value = isOpen
      exceptions.value = new Set()
    },
  }
})
