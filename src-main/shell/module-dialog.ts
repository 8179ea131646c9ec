import type { BrowserWindow, Dialog } from 'electron'
import { texts } from './texts.ts'

/** Asks for one file with functions over this window; null where the person cancelled. */
export async function chooseModule(
  dialog: Pick<Dialog, 'showOpenDialog'>,
  window: BrowserWindow,
  startIn: string | undefined,
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: texts.module.title,
    buttonLabel: texts.module.choose,
    properties: ['openFile'],
    filters: [
      { name: texts.module.modules, extensions: ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'py'] },
      { name: texts.module.all, extensions: ['*'] },
    ],
    ...(startIn !== undefined && { defaultPath: startIn }),
  })
  return canceled ? null : (filePaths[0] ?? null)
}
