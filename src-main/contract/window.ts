import type { Transport } from './contract.ts'

/**
 * What the desktop shell's menus ask of the window. `quitting`: every run is being terminated, `waiting-to-quit`: nothing
 * starts any more; the window closes when none is left.
 */
export type WindowCommand =
  | 'new-task'
  | 'show-processes'
  | 'show-queue'
  | 'show-message-queues'
  | 'show-compare'
  | 'show-settings'
  | 'quitting'
  | 'waiting-to-quit'

/**
 * `window.forkyard`: what the preload gives to the page of the desktop app. Absent in a browser.
 *
 * Where the title bar is integrated (macOS), the page lays out around the system's buttons by the CSS values
 * `env(titlebar-area-x, 0px)` and `env(titlebar-area-width, 100%)`, and makes its top bar a handle with `app-region: drag`.
 */
export interface ForkyardWindow extends Transport {
  /** Returns the unsubscribe. */
  onCommand(listener: (command: WindowCommand) => void): () => void
}
