import { app } from './app.ts'
import { BrowserWindowClass, webContents } from './browser-window.ts'
import { ipcMain } from './ipc-main.ts'
import { MenuClass } from './menu.ts'
import { protocol } from './scheme.ts'
import { strict } from './strict.ts'
import { dialog, nativeTheme, safeStorage, screen, session, shell } from './surroundings.ts'

/** What `import 'electron'` gives to the app. */
export const electron = strict('electron', {
  app,
  BrowserWindow: BrowserWindowClass,
  dialog,
  ipcMain,
  Menu: MenuClass,
  nativeTheme,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  webContents,
})
