import { useEventListener } from '@vueuse/core'
import { useI18n } from 'vue-i18n'
import { useToasts } from '../toasts.ts'

/** Tells of errors of the window's own that nothing handled: it goes on, and reloading it shows everything again. */
export function tellOfOwnErrors(): void {
  const { t } = useI18n()
  const toasts = useToasts()
  const tell = (error: unknown): void => {
    toasts.show({
      kind: 'error',
      key: 'own-error',
      title: t('frame.toasts.ownError'),
      text: error instanceof Error ? error.message : String(error),
      action: { label: t('frame.toasts.reload'), run: () => location.reload() },
    })
  }
  useEventListener('error', ({ error, message }) => {
    // What the browser says of a table that changes while it is measured is no error.
    if (error !== null && error !== undefined) tell(error)
    else if (!message.startsWith('ResizeObserver')) tell(message)
  })
  useEventListener('unhandledrejection', ({ reason }) => {
    tell(reason)
  })
}
