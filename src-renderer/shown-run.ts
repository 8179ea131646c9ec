import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { RunId } from '../src-main/contract/run.ts'

const storageKey = 'forkyard.output-open'

/** Which run's output the panel under the pages shows, and whether the panel is open. */
export const useShownRun = defineStore('shown-run', () => {
  const runId = shallowRef<RunId>()
  const isOpen = shallowRef(localStorage.getItem(storageKey) !== 'no')

  function setOpen(open: boolean): void {
    isOpen.value = open
    localStorage.setItem(storageKey, open ? 'yes' : 'no')
  }

  return {
    runId,
    isOpen,
    /** The person moved to this run: an open panel follows, a closed one stays closed. */
    follow(chosen: RunId): void {
      runId.value = chosen
    },
    /** The person asked for this run's output: opens the panel. */
    show(chosen: RunId): void {
      runId.value = chosen
      setOpen(true)
    },
    close: () => setOpen(false),
    toggle: () => setOpen(!isOpen.value),
  }
})
