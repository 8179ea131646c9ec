import { i18n } from './i18n.ts'
import { useToasts } from './toasts.ts'

/** Puts text on the clipboard, and says so: a person sees no other sign of it. Does nothing with empty text. */
export async function copyText(text: string): Promise<void> {
  if (text === '') return
  const { t } = i18n.global
  const isCopied = (await copyByPermission(text)) || copyBySelection(text)
  useToasts().show(
    isCopied
      ? { kind: 'note', title: t('ui.clipboard.copied'), key: 'clipboard' }
      : { kind: 'error', title: t('ui.clipboard.refused'), key: 'clipboard' },
  )
}

async function copyByPermission(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

// Where the page has no permission: a selection within a click or a key needs none.
function copyBySelection(text: string): boolean {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way that needs no permission
  const isCopied = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isCopied
}
