import { openAppWindow } from './app-window.ts'
import type { Access } from './access.ts'
import { findChromium, hasDisplay, profileFolderFor, redirectFolderFor } from './browser.ts'
import type { Clients } from './clients.ts'
import { createPrivateLink } from './private-link.ts'

export interface OwnWindow {
  fate: Promise<{ kind: 'closed' } | { kind: 'never-shown'; reason: string }>
  close(): Promise<void>
}

/**
 * Opens a window of Forkyard's own and follows it to its end: the browser's process has ended and no client remains.
 * Both are looked at, since a browser that runs already with this profile takes the window over.
 */
export function openOwnWindow(options: {
  access: Access
  /** The data folder: where the window's browser may keep its profile. */
  folder: string
  environment: Record<string, string>
  clients: Clients
}): OwnWindow {
  const { access, folder, environment, clients } = options
  if (!hasDisplay(environment)) return noWindow('There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set.')
  const browser = findChromium(environment)
  if (browser === undefined) return noWindow('No Chromium, Chrome, Edge or Brave was found to open a window with.')
  const link = createPrivateLink(access, redirectFolderFor(browser, folder))
  if (!link.ok) return noWindow(link.message)
  const profileFolder = profileFolderFor(browser, folder)
  const window = openAppWindow({ browser, url: link.value, profileFolder, environment })

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
