import type { BrowserWindow, Dialog } from 'electron'
import type { RunCount } from '../engine/index.ts'
import type { Running } from './quit.ts'
import { texts } from './texts.ts'

interface Choice {
  running: Running | undefined
  label: string
}

/** Asks what becomes of running commands; undefined if the person would rather stay: what Enter, Escape and closing the box mean. */
export async function askToQuit(
  dialog: Pick<Dialog, 'showMessageBox'>,
  window: BrowserWindow | undefined,
  count: RunCount,
): Promise<Running | undefined> {
  const choices = choicesFor(count)
  const cancelId = choices.length - 1
  const options = {
    type: 'question' as const,
    buttons: choices.map(({ label }) => label),
    // Nothing is destroyed by a key that is pressed too often or held down.
    defaultId: cancelId,
    cancelId,
    noLink: true,
    message: texts.quit.question(count),
    detail: texts.quit.detail(count),
  }
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return choices[response]?.running
}

/** In the order of the box's buttons. */
function choicesFor(count: RunCount): Choice[] {
  const cancel: Choice = { running: undefined, label: texts.quit.cancel }
  if (count.live === 0) return [{ running: 'keep', label: texts.quit.loseMessages(count) }, cancel]
  return [
    { running: 'keep', label: texts.quit.keep(count) },
    { running: 'wait', label: texts.quit.wait },
    { running: 'terminate', label: texts.quit.terminate(count) },
    cancel,
  ]
}
