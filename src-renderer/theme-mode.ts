import { usePreferredDark } from '@vueuse/core'
import { computed, watchEffect } from 'vue'
import { useRemembered } from './remembered.ts'

const modes = ['system', 'light', 'dark'] as const
export type ThemeMode = (typeof modes)[number]

const format = {
  read: (stored: string): ThemeMode => modes.find((mode) => mode === stored) ?? 'system',
  write: String,
}
const isSystemDark = usePreferredDark()

/** What the person chose; remembered. The same key is read by public/theme-boot.js before the first paint. */
export const themeMode = useRemembered<ThemeMode>('forkyard.theme', 'system', { format })
export const isDark = computed(() => themeMode.value === 'dark' || (themeMode.value === 'system' && isSystemDark.value))

watchEffect(
  () => {
    document.documentElement.classList.toggle('dark', isDark.value)
    document.documentElement.style.colorScheme = isDark.value ? 'dark' : 'light'
  },
  { flush: 'sync' },
)

const canvas = document.createElement('canvas')
canvas.width = canvas.height = 1
const probe = canvas.getContext('2d', { willReadFrequently: true })

/** Resolves a CSS variable of any colour form (oklch(), color-mix(), …) to `#rrggbb`, for what draws on a canvas. */
export function cssColor(variable: string): string {
  if (!probe) return '#888888'
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(variable).trim()
  probe.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
