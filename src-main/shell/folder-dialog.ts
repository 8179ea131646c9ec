import type { BrowserWindow, Dialog } from 'electron'
import { texts } from './texts.ts'

/** Asks for one folder over this window; null where the person cancelled. */
export async function chooseFolder(
  dialog: Pick<Dialog, 'showOpenDialog'>,
  window: BrowserWindow,
  startIn: string | undefined,
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: texts.folder.title,
    buttonLabel: texts.folder.choose,
    properties: ['openDirectory', 'createDirectory'],
    ...(startIn !== undefined && { defaultPath: startIn }),
  })
  return canceled ? null : (filePaths[0] ?? null)
}
