import type { BrowserWindow, Dialog } from 'electron'
import type { Engine } from '../engine/index.ts'
import type { Running } from './quit.ts'
import { texts } from './texts.ts'

/** In the order of the box's buttons; the first is what Enter means, the last what Escape and closing the box mean. */
const choices: readonly { running: Running | undefined; label: string }[] = [
  { running: 'keep', label: texts.quit.keep },
  { running: 'wait', label: texts.quit.wait },
  { running: 'terminate', label: texts.quit.terminate },
  { running: undefined, label: texts.quit.cancel },
]

/** Asks what becomes of running commands; undefined where the person would rather stay. */
export async function askToQuit(
  dialog: Pick<Dialog, 'showMessageBox'>,
  window: BrowserWindow | undefined,
  count: ReturnType<Engine['count']>,
): Promise<Running | undefined> {
  const options = {
    type: 'question' as const,
    buttons: choices.map(({ label }) => label),
    defaultId: 0,
    cancelId: choices.length - 1,
    noLink: true,
    message: texts.quit.question(count),
    detail: texts.quit.detail(count),
  }
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return choices[response]?.running
}
