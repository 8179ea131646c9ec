import { EventEmitter } from 'node:events'
import os from 'node:os'
import path from 'node:path'
import type { App, CommandLine } from 'electron'
import { Chromium } from './chromium.ts'
import { InstanceLock } from './instance-lock.ts'
import { registry } from './registry.ts'
import { event, missing, strict } from './strict.ts'

type Supported = Pick<
  App,
  | 'name'
  | 'isPackaged'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'getVersion'
  | 'getPath'
  | 'setPath'
  | 'setAboutPanelOptions'
  | 'isReady'
  | 'whenReady'
  | 'quit'
  | 'exit'
>

/** What the app's package.json says. */
export const identity = { name: 'Electron', version: '' }

/** Chromium's switches, from the command line and from the app. */
export const switches = new Map<string, string>()

const commandLine = strict<Pick<CommandLine, 'appendSwitch' | 'hasSwitch'>>('app.commandLine', {
  appendSwitch: (name, value) => {
    switches.set(name, value ?? '')
  },
  hasSwitch: (name) => switches.has(name),
})

const paths = new Map<string, string>()
let isReady = false
let isQuitting = false
let announceReady: () => void = () => undefined
const whenReady = new Promise<void>((resolve) => {
  announceReady = resolve
})

const supported: Supported = {
  get name() {
    return identity.name
  },
  isPackaged: false,
  // Every page here is sandboxed, or refused.
  enableSandbox: () => undefined,
  requestSingleInstanceLock: () => {
    const lock = new InstanceLock(app.getPath('userData'))
    return lock.take((args, folder) => app.emit('second-instance', event(), args, folder, undefined))
  },
  getVersion: () => identity.version,
  getPath: (name) => {
    if (name !== 'userData') throw missing(`app.getPath('${name}')`)
    return paths.get(name) ?? switches.get('user-data-dir') ?? path.join(configFolder(), identity.name)
  },
  setPath: (name, folder) => {
    paths.set(name, folder)
  },
  setAboutPanelOptions: () => undefined,
  isReady: () => isReady,
  whenReady: () => whenReady,
  quit: () => {
    if (isQuitting) return
    const leaving = event()
    app.emit('before-quit', leaving)
    if (leaving.defaultPrevented) return
    isQuitting = true
    for (const window of registry.windows) {
      window.close()
      if (!window.isDestroyed()) isQuitting = false
    }
    if (isQuitting) void leave(0)
  },
  exit: (code) => {
    void leave(code ?? 0)
  },
}

const emitter = new EventEmitter()
// With its getter: the name is known only once the app's package.json is read.
Object.defineProperties(emitter, Object.getOwnPropertyDescriptors(supported))
Object.assign(emitter, { commandLine })
export const app = strict('app', emitter as EventEmitter & Supported & { commandLine: typeof commandLine })

registry.onContentsCreated = (contents) => {
  app.emit('web-contents-created', event(), contents)
}

registry.onWindowClosed = () => {
  if (registry.windows.size > 0 || isQuitting || registry.isExiting) return
  if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed')
  else app.quit()
}

/**
 * Starts the browser, once. Electron's own comes up while the app is loaded; so does this one where the command line
 * names its profile already.
 */
export function launchBrowser(): Chromium {
  if (registry.chromium) return registry.chromium
  const passed = [...switches]
    .filter(([name]) => !['inspect', 'user-data-dir'].includes(name))
    .map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))
  const chromium = new Chromium(path.join(app.getPath('userData'), 'stand-in-chromium'), passed)
  registry.chromium = chromium
  void chromium.exited.then(() => {
    if (registry.isExiting) return
    console.error('stand-in for Electron: Chromium has ended')
    process.exit(1)
  })
  chromium.listen(undefined, (method, { targetId }) => {
    if (method !== 'Target.targetDestroyed') return
    for (const window of registry.windows) if (window.webContents.targetId === targetId) window.destroy()
  })
  return chromium
}

/** Tells the app that the browser is ready, as soon as it is. */
export async function start(): Promise<void> {
  await launchBrowser().send('Target.setDiscoverTargets', { discover: true })
  isReady = true
  app.emit('ready', event(), {})
  announceReady()
}

async function leave(code: number): Promise<void> {
  if (registry.isExiting) return
  app.emit('will-quit', event())
  registry.isExiting = true
  for (const window of registry.windows) window.destroy()
  await registry.chromium?.close()
  process.exit(code)
}

function configFolder(): string {
  return process.env.XDG_CONFIG_HOME ?? path.join(os.homedir(), '.config')
}
