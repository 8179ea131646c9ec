import type { App, Session, WebContents } from 'electron'
import { isOwnPage } from './own-page.ts'

interface World {
  app: Pick<App, 'on'>
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>
  pageUrl: string
  /** Asked for every link that would open a window; decides itself what may leave. */
  openExternal: (url: string) => void
}

/** Copying text is the one thing that the page may ask the browser for; it needs a person's gesture besides. */
const grantedPermission = 'clipboard-sanitized-write'

/** Closes every way out of the page, for each page that is ever made. Call it before the first window. */
export function refuseWhatIsNotOurs({ app, session, pageUrl, openExternal }: World): void {
  const isGranted = (contents: WebContents | null, permission: string): boolean =>
    permission === grantedPermission && contents !== null && isOwnPage(contents.getURL(), pageUrl)

  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(isGranted(contents, permission))
  })
  session.setPermissionCheckHandler((contents, permission) => isGranted(contents, permission))
  session.setDevicePermissionHandler(() => false)

  app.on('web-contents-created', (_event, contents) => {
    refuseToLeave(contents, pageUrl)
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
    contents.setWindowOpenHandler(({ url }) => {
      openExternal(url)
      return { action: 'deny' }
    })
  })
}

function refuseToLeave(contents: WebContents, pageUrl: string): void {
  // Covers the top frame and every other one; reloading our own page stays possible.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url, pageUrl)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    event.preventDefault()
  })
}
