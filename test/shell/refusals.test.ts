import { EventEmitter } from 'node:events'
import type { App, IpcMainInvokeEvent, Session, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import { isAllowedExternally, openExternally, website } from '../../src-main/shell/external-links.ts'
import { isFromOwnPage, isOwnPage } from '../../src-main/shell/own-page.ts'
import { refuseWhatIsNotOurs } from '../../src-main/shell/refusals.ts'

const pageUrl = 'app://forkyard/index.html'

describe('our own page', () => {
  it.each([pageUrl, 'app://forkyard/index.html#/queue', 'app://forkyard/'])('is %s', (url) => {
    expect(isOwnPage(url, pageUrl)).toBe(true)
  })

  it.each([
    'app://forkyard.evil/index.html',
    'app://forkyard@evil/index.html',
    'app://forkyard:1/index.html',
    'https://forkyard/index.html',
    'file:///app/forkyard/index.html',
    'about:blank',
    'data:text/html,app://forkyard/',
    'blob:app://forkyard/1',
    '',
  ])('is not %s', (url) => {
    expect(isOwnPage(url, pageUrl)).toBe(false)
  })
})

describe('a message', () => {
  const from = (senderFrame: { url: string; parent: object | null } | null) =>
    isFromOwnPage({ senderFrame } as unknown as IpcMainInvokeEvent, pageUrl)

  it('is taken from the top frame of our page alone', () => {
    expect(from({ url: pageUrl, parent: null })).toBe(true)
    expect(from({ url: pageUrl, parent: {} })).toBe(false)
    expect(from({ url: 'https://example.com/', parent: null })).toBe(false)
    expect(from(null)).toBe(false)
  })
})

describe('a link that leaves the app', () => {
  it('may lead to the website', () => {
    expect(isAllowedExternally(website)).toBe(true)
  })

  it.each([
    'http://example.org/forkyard',
    'https://example.org.evil/',
    'https://example.org:8443/',
    'https://user@example.org/',
    'https://evil@example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://example.org/share',
    'not a url',
  ])('may not lead to %s', (url) => {
    expect(isAllowedExternally(url)).toBe(false)
  })
})

/** A world in which everything that the refusals set can be asked. */
function refusingWorld() {
  const app = new EventEmitter()
  const opened: string[] = []
  const handlers: {
    request?: Parameters<Session['setPermissionRequestHandler']>[0]
    check?: Parameters<Session['setPermissionCheckHandler']>[0]
    device?: Parameters<Session['setDevicePermissionHandler']>[0]
  } = {}
  refuseWhatIsNotOurs({
    app: app as unknown as App,
    session: {
      setPermissionRequestHandler: (handler) => (handlers.request = handler),
      setPermissionCheckHandler: (handler) => (handlers.check = handler),
      setDevicePermissionHandler: (handler) => (handlers.device = handler),
    },
    pageUrl,
    openExternal: (url) => {
      openExternally(
        {
          openExternal: (given) => {
            opened.push(given)
            return Promise.resolve()
          },
        },
        url,
      )
    },
  })
  let openHandler: Parameters<WebContents['setWindowOpenHandler']>[0] | undefined
  const contents = Object.assign(new EventEmitter(), {
    getURL: () => pageUrl,
    setWindowOpenHandler: (handler: typeof openHandler) => (openHandler = handler),
  }) as unknown as WebContents
  app.emit('web-contents-created', {}, contents)
  const isPrevented = (name: string, event: object): boolean => {
    let prevented = false
    ;(contents as unknown as EventEmitter).emit(name, { ...event, preventDefault: () => (prevented = true) })
    return prevented
  }
  const open = (url: string) => openHandler?.({ url } as Parameters<typeof openHandler>[0])
  return { handlers, contents, isPrevented, open, opened }
}

describe('every page', () => {
  it('stays where it is', () => {
    const { isPrevented } = refusingWorld()
    expect(isPrevented('will-frame-navigate', { url: 'https://example.com/', isMainFrame: true })).toBe(true)
    expect(isPrevented('will-frame-navigate', { url: pageUrl, isMainFrame: false })).toBe(true)
    expect(isPrevented('will-frame-navigate', { url: pageUrl, isMainFrame: true })).toBe(false)
    expect(isPrevented('will-redirect', { url: pageUrl, isMainFrame: true })).toBe(true)
  })

  it('opens no window; the website goes to the browser', () => {
    const { open, opened } = refusingWorld()
    expect(open('https://example.com/')).toEqual({ action: 'deny' })
    expect(open(pageUrl)).toEqual({ action: 'deny' })
    expect(opened).toEqual([])
    expect(open(website)).toEqual({ action: 'deny' })
    expect(opened).toEqual([website])
  })

  it('attaches no webview', () => {
    expect(refusingWorld().isPrevented('will-attach-webview', {})).toBe(true)
  })

  it('is granted nothing but copying text', () => {
    const { handlers, contents } = refusingWorld()
    const requested = (permission: string): boolean | undefined => {
      let answer: boolean | undefined
      handlers.request?.(contents, permission as 'media', (granted) => (answer = granted), {} as never)
      return answer
    }
    const checked = (permission: string, by: WebContents | null = contents): boolean | undefined =>
      handlers.check?.(by, permission as 'media', pageUrl, {} as never)
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'usb',
      'new',
    ]) {
      expect(requested(permission), permission).toBe(false)
      expect(checked(permission), permission).toBe(false)
    }
    expect(requested('clipboard-sanitized-write')).toBe(true)
    expect(checked('clipboard-sanitized-write')).toBe(true)
    expect(checked('clipboard-sanitized-write', null)).toBe(false)
    expect(handlers.device?.({} as never)).toBe(false)
  })
})
