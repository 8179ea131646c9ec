import { type Ref, type ShallowRef, shallowRef, watch } from 'vue'
import type { Hits, ShownOutput } from './terminal-port.ts'

export interface FindInOutput {
  isFinding: Ref<boolean>
  /** What is searched for, as it is typed. */
  text: Ref<string>
  hits: ShallowRef<Hits | undefined>
  openFind: () => void
  /** The focus goes back to the output. */
  closeFind: () => void
}

/**
 * The search in the output that is shown.
 *
 * @param selectText puts the focus into the search field, where it is there already
 * @param canFind whether there is output on the screen
 */
export function useFindInOutput(
  terminal: Readonly<Ref<ShownOutput | null>>,
  selectText: () => void,
  canFind: () => boolean,
): FindInOutput {
  const isFinding = shallowRef(false)
  const text = shallowRef('')
  const hits = shallowRef<Hits>()
  watch(text, (typed) => {
    if (typed === '') terminal.value?.endFind()
    else terminal.value?.find(typed, 'as-typed')
  })
  return {
    isFinding,
    text,
    hits,
    openFind() {
      if (!canFind()) return
      isFinding.value = true
      selectText()
    },
    closeFind() {
      isFinding.value = false
      text.value = ''
      terminal.value?.endFind()
      terminal.value?.focus()
      hits.value = undefined
    },
  }
}
