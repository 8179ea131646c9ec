import type { BrowserWindowConstructorOptions, Rectangle } from 'electron'
import { smallestSize } from './window-place.ts'

/** The page's own background (`--ui-bg`), so that nothing flashes before its first paint. */
export function backgroundColor(isDark: boolean): string {
  return isDark ? '#1b1b1e' : '#ffffff'
}

/**
 * Everything about the window that is decided before it exists. macOS integrates the title bar; elsewhere the system's
 * own bar stays, since it carries the menu bar.
 */
export function windowOptions(parts: {
  bounds: Partial<Rectangle>
  isDark: boolean
  preloadFile: string
  platform: NodeJS.Platform
}): BrowserWindowConstructorOptions {
  return {
    ...parts.bounds,
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    title: 'Forkyard',
    backgroundColor: backgroundColor(parts.isDark),
    ...(parts.platform === 'darwin' && { titleBarStyle: 'hiddenInset' as const, titleBarOverlay: { height: 40 } }),
    webPreferences: {
      preload: parts.preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries are downloaded from a foreign host.
      spellcheck: false,
    },
  }
}
