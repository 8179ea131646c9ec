import { i18n } from './i18n.ts'
import { useToasts } from './toasts.ts'

/** Puts text on the clipboard, and says so: a person sees no other sign of it. Does nothing with empty text. */
export async function copyText(text: string): Promise<void> {
  if (text === '') return
  const { t } = i18n.global
  const toasts = useToasts()
  try {
    await navigator.clipboard.writeText(text)
    toasts.show({ kind: 'note', title: t('ui.clipboard.copied'), key: 'clipboard' })
  } catch {
    toasts.show({ kind: 'error', title: t('ui.clipboard.refused'), key: 'clipboard' })
  }
}
