import type { BrowserWindow, IpcMain, WebContents } from 'electron'
import type { Engine, Session } from '../engine/index.ts'
import { channels } from './channels.ts'
import { isFromOwnPage } from './own-page.ts'

interface Surroundings {
  ipcMain: Pick<IpcMain, 'handle'>
  engine: Pick<Engine, 'openSession'>
  pageUrl: string
  chooseFolder: (window: BrowserWindow, startIn: string | undefined) => Promise<string | null>
  chooseModule: (window: BrowserWindow, startIn: string | undefined) => Promise<string | null>
}

export interface WindowRequests {
  /** From now on the page of this window is answered: one session for each document that it loads. */
  serve(window: BrowserWindow): void
}

/** Answers the contract to our own windows' pages. A message from anywhere else is rejected, unread. Call it once. */
export function answerWindows({ ipcMain, engine, pageUrl, chooseFolder, chooseModule }: Surroundings): WindowRequests {
  const windows = new Map<WebContents, BrowserWindow>()
  const sessions = new Map<WebContents, Session>()

  function sessionOf(contents: WebContents, window: BrowserWindow): Session {
    const open = sessions.get(contents)
    if (open) return open
    const session = engine.openSession({
      deliver: (notice) => {
        if (!contents.isDestroyed()) contents.send(channels.notice, notice)
      },
      chooseFolder: (startIn) => chooseFolder(window, startIn),
      chooseModule: (startIn) => chooseModule(window, startIn),
    })
    sessions.set(contents, session)
    return session
  }

  function closeSession(contents: WebContents): void {
    sessions.get(contents)?.close()
    sessions.delete(contents)
  }

  ipcMain.handle(channels.request, (event, name: unknown, input: unknown) => {
    const window = windows.get(event.sender)
    if (!window || !isFromOwnPage(event, pageUrl)) throw new Error('Refused: not a page of Forkyard.')
    return sessionOf(event.sender, window).answer(name, input)
  })

  return {
    serve: (window) => {
      const contents = window.webContents
      windows.set(contents, window)
      contents.on('did-start-navigation', (event) => {
        if (event.isMainFrame && !event.isSameDocument) closeSession(contents)
      })
      contents.on('render-process-gone', () => {
        closeSession(contents)
      })
      contents.once('destroyed', () => {
        closeSession(contents)
        windows.delete(contents)
      })
    },
  }
}
