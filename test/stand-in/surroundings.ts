import { EventEmitter } from 'node:events'
import type { Dialog, Display, NativeTheme, Screen, Session, Shell } from 'electron'
import { strict } from './strict.ts'

/** Nobody sits before it: a box waits for ever, unless the test puts an answer in its place, as it does on Electron. */
const nobody = (what: string) => (): Promise<never> => {
  console.error(`stand-in for Electron: ${what} waits for a person`)
  return new Promise(() => undefined)
}

export const dialog = strict<Pick<Dialog, 'showMessageBox' | 'showOpenDialog' | 'showErrorBox'>>('dialog', {
  showMessageBox: nobody('a message box'),
  showOpenDialog: nobody('a dialog for opening'),
  showErrorBox: (title, content) => {
    console.error(`${title}: ${content}`)
  },
})

type Theme = Pick<NativeTheme, 'shouldUseDarkColors'> & EventEmitter

export const nativeTheme: Theme = strict(
  'nativeTheme',
  Object.assign(new EventEmitter(), { shouldUseDarkColors: false }),
)

const area = { x: 0, y: 0, width: 1920, height: 1080 }
const display = strict('Display', { id: 1, bounds: area, workArea: area }) as Display

export const screen = strict<Pick<Screen, 'getPrimaryDisplay' | 'getAllDisplays'>>('screen', {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
})

type Handlers = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>

/** Chromium decides permissions by itself here: what the app's handlers say is checked without the stand-in. */
export const session = strict('session', {
  defaultSession: strict<Handlers>('session.defaultSession', {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
  }),
})

export const shell = strict<Pick<Shell, 'openExternal'>>('shell', {
  openExternal: nobody('opening a link'),
})

/** A system without a keyring, as Electron finds in a container. */
export const safeStorage = strict('safeStorage', {
  getSelectedStorageBackend: () => 'basic_text',
})
