import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useRemembered } from '../../remembered.ts'

export const spans = [1, 5, 15, 60] as const
type Span = (typeof spans)[number]

const minutesFormat = {
  read: (stored: string): Span => spans.find((span) => span === Number(stored)) ?? 5,
  write: String,
}

/** How much of the past the chart shows, and whether it is paused. */
export const useChartView = defineStore('chart-view', () => ({
  minutes: useRemembered<Span>('forkyard.chart-minutes', 5, { format: minutesFormat }),
  isHeld: ref(false),
}))
