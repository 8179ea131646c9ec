// Stands in for `@iconify/vue` (an alias in electron.config.ts), so that no code that can call an icon server is bundled.
// Nuxt UI imports only what is exported here. It asks for `lucide-play` and registers `lucide:play`, while the offline
// store looks names up literally: both are stored.
import type { IconifyIcon } from '@iconify/types'
import { Icon, addCollection, addIcon as store } from '@iconify/vue/offline'

export { Icon, addCollection }

const known = new Set<string>()

export function addIcon(name: string, icon: IconifyIcon): boolean {
  for (const form of [name, name.replace(':', '-')]) {
    known.add(form)
    store(form, icon)
  }
  return true
}

export const iconLoaded = (name: string): boolean => known.has(name)
