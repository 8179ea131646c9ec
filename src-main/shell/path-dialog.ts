import type { BrowserWindow, Dialog, OpenDialogOptions } from 'electron'

export type OpenDialog = Pick<Dialog, 'showOpenDialog'>

/** Asks for one path over this window; null where the person cancelled. `startIn`: the folder that is shown first. */
export async function choosePath(
  dialog: OpenDialog,
  window: BrowserWindow,
  startIn: string | undefined,
  options: OpenDialogOptions,
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    ...options,
    ...(startIn !== undefined && { defaultPath: startIn }),
  })
  return canceled ? null : (filePaths[0] ?? null)
}
