import path from 'node:path'
import { type BrowserWindow, Menu, app, dialog, ipcMain, protocol, session, shell } from 'electron'
import type { WindowCommand } from '../contract/window.ts'
import type { Engine } from '../engine/index.ts'
import { raise } from '../platform/uncaught.ts'
import { pageUrl as bundledPageUrl, serveBundle } from './app-scheme.ts'
import { channels } from './channels.ts'
import { openExternally, website } from './external-links.ts'
import { chooseFolder } from './folder-dialog.ts'
import { chooseModule } from './module-dialog.ts'
import { createMainWindow } from './main-window.ts'
import { menuTemplate } from './menu.ts'
import { showPage } from './page.ts'
import { createQuit } from './quit.ts'
import { askToQuit } from './quit-dialog.ts'
import { refuseWhatIsNotOurs } from './refusals.ts'
import { quitOnSignals } from './signals.ts'
import { texts } from './texts.ts'
import { answerWindows } from './window-requests.ts'

interface ShellOptions {
  engine: Engine
  /** The built renderer. */
  bundleFolder: string
  preloadFile: string
  /** The development server's page; undefined: the bundle, over `app://`. */
  developmentPage: string | undefined
}

/** Everything that Electron shows. Call it once, when the app is ready; it ends the app when it is told to quit. */
export function startShell({ engine, bundleFolder, preloadFile, developmentPage }: ShellOptions): void {
  const pageUrl = developmentPage ?? bundledPageUrl
  const placeFile = path.join(app.getPath('userData'), 'window.json')
  let mainWindow: BrowserWindow | undefined

  const openExternal = (url: string): void => {
    openExternally(shell, url)
  }

  const quit = createQuit({
    engine,
    ask: (count) => {
      const window = mainWindow
      if (window) bringForward(window)
      return askToQuit(dialog, window, count)
    },
    announce: (running) => {
      if (running !== 'keep') send(running === 'wait' ? 'waiting-to-quit' : 'quitting')
    },
    showProgress: (progress) => {
      const { total, left } = progress
      mainWindow?.setTitle(texts.quit.progress(progress))
      mainWindow?.setProgressBar(total === 0 ? 1 : (total - left) / total)
    },
    everyTick: (tick) => {
      const timer = setInterval(tick, 200)
      return () => {
        clearInterval(timer)
      }
    },
    exit: () => {
      app.quit()
    },
  })

  serveBundle(protocol, bundleFolder)
  refuseWhatIsNotOurs({ app, session: session.defaultSession, pageUrl, openExternal })
  const requests = answerWindows({
    ipcMain,
    engine,
    pageUrl,
    chooseFolder: (window, startIn) => chooseFolder(dialog, window, startIn),
    chooseModule: (window, startIn) => chooseModule(dialog, window, startIn),
  })

  function openWindow(): BrowserWindow {
    const window = createMainWindow({ preloadFile, placeFile })
    mainWindow = window
    requests.serve(window)
    window.on('close', (event) => {
      // On macOS the app stays when its window goes, and so do the runs.
      if (process.platform === 'darwin' || quit.hasEnded()) return
      event.preventDefault()
      quit.request()
    })
    window.once('closed', () => {
      if (mainWindow === window) mainWindow = undefined
    })
    showPage(window, { pageUrl, dialog, quit }).catch(raise)
    return window
  }

  function send(command: WindowCommand): void {
    mainWindow?.webContents.send(channels.command, command)
  }

  function command(name: WindowCommand): void {
    if (mainWindow) {
      bringForward(mainWindow)
      send(name)
      return
    }
    openWindow().webContents.once('did-finish-load', () => {
      send(name)
    })
  }

  app.on('before-quit', (event) => {
    if (quit.hasEnded()) return
    event.preventDefault()
    quit.request()
  })
  app.on('window-all-closed', () => {
    // Without a listener Electron would quit on macOS, too.
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    if (mainWindow) bringForward(mainWindow)
    else openWindow()
  })
  app.on('second-instance', () => {
    if (mainWindow) bringForward(mainWindow)
    else openWindow()
  })
  quitOnSignals(process, quit)

  app.setAboutPanelOptions({ applicationName: app.name, applicationVersion: app.getVersion(), website })
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        isPackaged: app.isPackaged,
        appName: app.name,
        command,
        openExternal,
      }),
    ),
  )
  openWindow()
}

function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
