import type { Ref } from 'vue'
import type { Selection } from '../../ui/selection.ts'

export interface WholeSelection {
  /** Selects every row, also those that are not loaded. */
  selectEvery(): Promise<void>
  /** Acts on the selected rows, once a `selectEvery` before it is done; not where that failed, which was said. */
  withSelected(act: () => Promise<unknown>): Promise<void>
}

/**
 * Ctrl+A on a list of which only a part is loaded: what all rows are is asked first. Whoever presses Del meanwhile means all
 * of them, not the one that was selected before.
 *
 * @param readKeys the keys of all rows; undefined: they could not be read, and that was said
 */
export function useWholeSelection(
  selection: Ref<Selection>,
  readKeys: () => Promise<Iterable<string> | undefined>,
): WholeSelection {
  let selecting: Promise<boolean> | undefined

  async function select(): Promise<boolean> {
    const keys = await readKeys()
    if (keys) selection.value = { ...selection.value, keys: new Set(keys) }
    return keys !== undefined
  }

  return {
    async selectEvery() {
      const current = select()
      selecting = current
      try {
        await current
      } finally {
        if (selecting === current) selecting = undefined
      }
    },
    async withSelected(act) {
      if ((await selecting) ?? true) await act()
    },
  }
}
