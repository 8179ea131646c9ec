import { BrowserWindow, nativeTheme, screen } from 'electron'
import { readPlace, writePlace } from './place-file.ts'
import { backgroundColor, windowOptions } from './window-options.ts'
import { boundsOn } from './window-place.ts'

/** Makes the window, hidden until its first paint, where the last one was. The caller loads the page. */
export function createMainWindow(parts: { preloadFile: string; placeFile: string }): BrowserWindow {
  const place = readPlace(parts.placeFile)
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  const bounds = boundsOn([primary.workArea, ...others.map(({ workArea }) => workArea)], place)
  const window = new BrowserWindow(
    windowOptions({
      bounds,
      isDark: nativeTheme.shouldUseDarkColors,
      preloadFile: parts.preloadFile,
      platform: process.platform,
    }),
  )
  window.once('ready-to-show', () => {
    // Not before: maximizing shows the window.
    if (place?.isMaximized) window.maximize()
    window.show()
  })
  window.on('close', () => {
    writePlace(parts.placeFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
  })
  followTheme(window)
  // The browser's own question would keep the window open without a word; ours is asked by quitting.
  window.webContents.on('will-prevent-unload', (event) => {
    event.preventDefault()
  })
  return window
}

function followTheme(window: BrowserWindow): void {
  const follow = (): void => {
    window.setBackgroundColor(backgroundColor(nativeTheme.shouldUseDarkColors))
  }
  nativeTheme.on('updated', follow)
  window.once('closed', () => {
    nativeTheme.off('updated', follow)
  })
}
