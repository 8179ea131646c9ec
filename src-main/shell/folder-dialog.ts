import type { BrowserWindow } from 'electron'
import { type OpenDialog, choosePath } from './path-dialog.ts'
import { texts } from './texts.ts'

/** Asks for one folder over this window; null where the person cancelled. */
export function chooseFolder(
  dialog: OpenDialog,
  window: BrowserWindow,
  startIn: string | undefined,
): Promise<string | null> {
  return choosePath(dialog, window, startIn, {
    title: texts.folder.title,
    buttonLabel: texts.folder.choose,
    properties: ['openDirectory', 'createDirectory'],
  })
}
