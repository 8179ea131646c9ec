import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { RunId } from '../src-main/contract/run.ts'
import { useRemembered } from './remembered.ts'

const yesOrNo = { read: (stored: string) => stored !== 'no', write: (is: boolean) => (is ? 'yes' : 'no') }

/** Which run's output the panel under the pages shows, and whether the panel is open. */
export const useShownRun = defineStore('shown-run', () => {
  const runId = shallowRef<RunId>()
  const isOpen = useRemembered('forkyard.output-open', true, { format: yesOrNo })

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
      isOpen.value = true
    },
    close: () => {
      isOpen.value = false
    },
    toggle: () => {
      isOpen.value = !isOpen.value
    },
  }
})
