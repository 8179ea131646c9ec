import type { BrowserWindow, Dialog } from 'electron'
import type { Engine } from '../engine/index.ts'
import { texts } from './texts.ts'

/** Asks whether to terminate and quit; Cancel is what Enter, Escape and closing the box mean. */
export async function confirmQuit(
  dialog: Pick<Dialog, 'showMessageBox'>,
  window: BrowserWindow | undefined,
  count: ReturnType<Engine['count']>,
): Promise<boolean> {
  const buttons = [texts.quit.cancel, texts.quit.proceed]
  const options = {
    type: 'warning' as const,
    buttons,
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    message: texts.quit.question(count),
    detail: texts.quit.detail(count),
  }
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return buttons[response] === texts.quit.proceed
}
