import type { MenuItemConstructorOptions } from 'electron'
import type { WindowCommand } from '../contract/window.ts'
import { website } from './external-links.ts'
import { texts } from './texts.ts'

interface MenuSurroundings {
  platform: NodeJS.Platform
  /** Development: offers reloading and the developer tools. */
  isPackaged: boolean
  appName: string
  /** Opens a window first where none is open (macOS). */
  command: (command: WindowCommand) => void
  openExternal: (url: string) => void
}

type PageCommand = 'show-processes' | 'show-queue' | 'show-message-queues' | 'show-compare'

const separator: MenuItemConstructorOptions = { type: 'separator' }

export function menuTemplate(surroundings: MenuSurroundings): MenuItemConstructorOptions[] {
  const isMac = surroundings.platform === 'darwin'
  return [
    ...(isMac ? [appMenu(surroundings)] : []),
    fileMenu(surroundings, isMac),
    editMenu(),
    viewMenu(surroundings),
    ...(isMac ? [{ role: 'windowMenu' as const }] : []),
    helpMenu(surroundings, isMac),
  ]
}

/** What macOS's `appMenu` role has already, and Settings at the place where that system has them. */
function appMenu(surroundings: MenuSurroundings): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    label: surroundings.appName,
    submenu: [
      { role: 'about', label: texts.menu.about },
      separator,
      settingsItem(surroundings),
      separator,
      { role: 'services', label: texts.menu.services },
      separator,
      { role: 'hide', label: texts.menu.hide },
      { role: 'hideOthers', label: texts.menu.hideOthers },
      { role: 'unhide', label: texts.menu.showAll },
      separator,
      { id: 'quit', role: 'quit', label: texts.menu.quit },
    ],
  }
}

function settingsItem({ command }: MenuSurroundings): MenuItemConstructorOptions {
  return {
    id: 'show-settings',
    label: texts.menu.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => {
      command('show-settings')
    },
  }
}

function fileMenu(surroundings: MenuSurroundings, isMac: boolean): MenuItemConstructorOptions {
  return {
    label: texts.menu.file,
    submenu: [
      {
        id: 'new-task',
        label: texts.menu.newTask,
        accelerator: 'CmdOrCtrl+N',
        click: () => {
          surroundings.command('new-task')
        },
      },
      separator,
      ...(isMac ? [] : [settingsItem(surroundings), separator]),
      { id: 'close', role: 'close', label: texts.menu.close },
      ...(isMac ? [] : [{ id: 'quit', role: 'quit' as const, label: texts.menu.quit, accelerator: 'Ctrl+Q' }]),
    ],
  }
}

function editMenu(): MenuItemConstructorOptions {
  return {
    label: texts.menu.edit,
    submenu: [
      { role: 'undo', label: texts.menu.undo },
      { role: 'redo', label: texts.menu.redo },
      separator,
      { role: 'cut', label: texts.menu.cut },
      { role: 'copy', label: texts.menu.copy },
      { role: 'paste', label: texts.menu.paste },
      { role: 'selectAll', label: texts.menu.selectAll },
    ],
  }
}

function viewMenu({ command, isPackaged }: MenuSurroundings): MenuItemConstructorOptions {
  const pageItem = (id: PageCommand, label: string, digit: number): MenuItemConstructorOptions => ({
    id,
    label,
    accelerator: `CmdOrCtrl+${String(digit)}`,
    click: () => {
      command(id)
    },
  })
  const forDevelopers: MenuItemConstructorOptions[] = [
    { role: 'reload', label: texts.menu.reload },
    { role: 'toggleDevTools', label: texts.menu.developerTools },
    separator,
  ]
  return {
    label: texts.menu.view,
    submenu: [
      pageItem('show-processes', texts.menu.processes, 1),
      pageItem('show-queue', texts.menu.queue, 2),
      pageItem('show-message-queues', texts.menu.messageQueues, 3),
      pageItem('show-compare', texts.menu.compare, 4),
      separator,
      ...(isPackaged ? [] : forDevelopers),
      { role: 'resetZoom', label: texts.menu.actualSize },
      { role: 'zoomIn', label: texts.menu.zoomIn },
      { role: 'zoomOut', label: texts.menu.zoomOut },
      separator,
      { role: 'togglefullscreen', label: texts.menu.fullScreen },
    ],
  }
}

function helpMenu({ openExternal }: MenuSurroundings, isMac: boolean): MenuItemConstructorOptions {
  return {
    role: 'help',
    label: texts.menu.help,
    submenu: [
      {
        id: 'website',
        label: texts.menu.website,
        click: () => {
          openExternal(website)
        },
      },
      ...(isMac ? [] : [{ id: 'about', role: 'about' as const, label: texts.menu.about }]),
    ],
  }
}
