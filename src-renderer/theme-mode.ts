import { computed, ref, watchEffect } from 'vue'

const modes = ['system', 'light', 'dark'] as const
export type ThemeMode = (typeof modes)[number]

// The same key is read by public/theme-boot.js before the first paint.
const storageKey = 'forkyard.theme'

const media = matchMedia('(prefers-color-scheme: dark)')
const isSystemDark = ref(media.matches)
media.addEventListener('change', (event) => (isSystemDark.value = event.matches))

/** What the person chose; remembered. */
export const themeMode = ref<ThemeMode>(modes.find((mode) => mode === localStorage.getItem(storageKey)) ?? 'system')
export const isDark = computed(() => themeMode.value === 'dark' || (themeMode.value === 'system' && isSystemDark.value))

watchEffect(
  () => {
    localStorage.setItem(storageKey, themeMode.value)
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
