import { useEventListener } from '@vueuse/core'
import { useRouter } from 'vue-router'
import { onCommand } from '../client.ts'
import { useDialogs } from '../dialogs.ts'
import { useToasts } from '../toasts.ts'
import { unawaited } from '../unawaited.ts'

/** Marks the page's search field, which Ctrl or Cmd+F goes to. */
export const searchFieldSelector = '[data-search-field] input, input[data-search-field]'

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>(searchFieldSelector)
  field?.focus()
  field?.select()
  return field !== null
}

/** Pages by the key that goes to them, with Ctrl or Cmd. */
const pageOfKey: Record<string, string> = {
  1: 'processes',
  2: 'queue',
  3: 'message-queues',
  4: 'compare',
  ',': 'settings',
}

/** The window's own keys, and the commands of the desktop app's menus. `ending`: what is told while the app ends. */
export function useShortcuts(ending: { terminating: () => string; waiting: () => string }): void {
  const dialogs = useDialogs()
  const toasts = useToasts()
  const router = useRouter()

  function onKeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || document.querySelector('[role=dialog][data-state=open]')) return
    const hasModifier = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
    const key = event.key.toLowerCase()
    // Browsers keep Ctrl+N for themselves in a tab: Alt+N does there.
    const isNewTask = (hasModifier && key === 'n') || (event.altKey && event.code === 'KeyN')
    if (isNewTask) {
      event.preventDefault()
      dialogs.openNewTask()
    } else if (hasModifier && key === 'f' && focusSearch()) event.preventDefault()
    else if (hasModifier && key in pageOfKey) unawaited(router.push({ name: pageOfKey[key] }))
  }

  useEventListener('keydown', onKeydown)

  onCommand((command) => {
    switch (command) {
      case 'new-task':
        dialogs.openNewTask()
        break
      case 'show-processes':
        unawaited(router.push({ name: 'processes' }))
        break
      case 'show-queue':
        unawaited(router.push({ name: 'queue' }))
        break
      case 'show-message-queues':
        unawaited(router.push({ name: 'message-queues' }))
        break
      case 'show-compare':
        unawaited(router.push({ name: 'compare' }))
        break
      case 'show-settings':
        unawaited(router.push({ name: 'settings' }))
        break
      case 'quitting':
        toasts.show({ kind: 'note', title: ending.terminating(), key: 'quitting' })
        break
      case 'waiting-to-quit':
        toasts.show({ kind: 'note', title: ending.waiting(), key: 'quitting' })
        break
    }
  })
}
