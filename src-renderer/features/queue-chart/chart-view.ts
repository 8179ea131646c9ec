import { defineStore } from 'pinia'
import { ref, watch } from 'vue'

export const spans = [1, 5, 15, 60] as const
const storageKey = 'forkyard.chart-minutes'

/** How much of the past the chart shows, and whether it is held still. */
export const useChartView = defineStore('chart-view', () => {
  const remembered = Number(localStorage.getItem(storageKey))
  const minutes = ref<(typeof spans)[number]>(spans.find((span) => span === remembered) ?? 5)
  const isHeld = ref(false)
  watch(minutes, (chosen) => {
    localStorage.setItem(storageKey, String(chosen))
  })
  return { minutes, isHeld }
})
