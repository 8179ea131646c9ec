import type { BrowserWindow, Dialog } from 'electron'
import type { Quit } from './quit.ts'
import { texts } from './texts.ts'

interface Surroundings {
  pageUrl: string
  dialog: Pick<Dialog, 'showMessageBox' | 'showErrorBox'>
  quit: Pick<Quit, 'request' | 'insist'>
}

/** Loads the page, and says so if it cannot be shown or its process dies: the runs do not depend on it. */
export async function showPage(window: BrowserWindow, { pageUrl, dialog, quit }: Surroundings): Promise<void> {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    offerReload(window, reason, { dialog, quit }).catch((error: unknown) => {
      console.error('Offering to reload the window failed:', error)
    })
  })
  try {
    await window.loadURL(pageUrl)
  } catch (error) {
    // A window that is closed, or reloaded, while it loads is no failure.
    if (window.isDestroyed() || (error as { code?: unknown }).code === 'ERR_ABORTED') return
    dialog.showErrorBox(texts.failure.pageTitle, String(error))
    quit.insist()
  }
}

async function offerReload(
  window: BrowserWindow,
  reason: string,
  { dialog, quit }: Omit<Surroundings, 'pageUrl'>,
): Promise<void> {
  const buttons = [texts.failure.reload, texts.failure.quit]
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    buttons,
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    message: texts.failure.pageGone(reason),
    detail: texts.failure.pageGoneDetail,
  })
  if (buttons[response] === texts.failure.quit) quit.request()
  else if (!window.isDestroyed()) window.reload()
}
