import type { BrowserWindow } from 'electron'
import { type OpenDialog, choosePath } from './path-dialog.ts'
import { texts } from './texts.ts'

/** Asks for one file with functions over this window; null where the person cancelled. */
export function chooseModule(
  dialog: OpenDialog,
  window: BrowserWindow,
  startIn: string | undefined,
): Promise<string | null> {
  return choosePath(dialog, window, startIn, {
    title: texts.module.title,
    buttonLabel: texts.module.choose,
    properties: ['openFile'],
    filters: [
      { name: texts.module.modules, extensions: ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'py'] },
      { name: texts.module.all, extensions: ['*'] },
    ],
  })
}
