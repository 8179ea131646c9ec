import { openAppWindow } from './app-window.ts'
import { findChromium, hasDisplay, profileFolderFor } from './browser.ts'
import type { Clients } from './clients.ts'

export interface OwnWindow {
  fate: Promise<{ kind: 'closed' } | { kind: 'never-shown'; reason: string }>
  close(): Promise<void>
}

/**
 * Opens a window of Forkyard's own and follows it to its end: the browser's process has ended and no client remains.
 * Both are looked at, since a browser that runs already with this profile takes the window over.
 */
export function openOwnWindow(options: {
  url: string
  /** Where the window's browser may keep its profile. */
  folder: string
  environment: Record<string, string>
  clients: Clients
}): OwnWindow {
  const { url, folder, environment, clients } = options
  if (!hasDisplay(environment)) return noWindow('There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set.')
  const browser = findChromium(environment)
  if (browser === undefined) return noWindow('No Chromium, Chrome, Edge or Brave was found to open a window with.')
  const window = openAppWindow({ browser, url, profileFolder: profileFolderFor(browser, folder), environment })

  async function follow(): Promise<Awaited<OwnWindow['fate']>> {
    const { reason } = await window.ended
    await clients.whenDeserted()
    return clients.hasSeenOne ? { kind: 'closed' } : { kind: 'never-shown', reason }
  }
  return { fate: follow(), close: window.close }
}

function noWindow(reason: string): OwnWindow {
  return { fate: Promise.resolve({ kind: 'never-shown', reason }), close: () => Promise.resolve() }
}
