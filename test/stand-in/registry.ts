import type { Chromium } from './chromium.ts'
import type { StandInWindow } from './browser-window.ts'
import type { StandInContents } from './web-contents.ts'

/** What the parts of the stand-in share: the one browser, and the windows that are open. */
export const registry = {
  windows: new Set<StandInWindow>(),
  /** Undefined until the app is ready. */
  chromium: undefined as Chromium | undefined,
  /** Called with each page, before its window's constructor returns. */
  onContentsCreated: (_contents: StandInContents): void => undefined,
  /** Called after each window that has closed. */
  onWindowClosed: (): void => undefined,
  /** True once the app is on its way out: what then fails in a page is of no interest. */
  isExiting: false,
}

export function readyChromium(): Chromium {
  if (!registry.chromium) throw new Error('Cannot create BrowserWindow before app is ready')
  return registry.chromium
}
