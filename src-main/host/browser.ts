import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { confinementOf } from './browser-program.ts'

type Environment = Record<string, string>

/** Whether a window can be shown at all. */
export function hasDisplay(environment: Environment): boolean {
  return process.platform !== 'linux' || Boolean(environment.DISPLAY ?? environment.WAYLAND_DISPLAY)
}

/**
 * Opens a URL in the default browser. Whether that worked cannot be told: the printed link is there in any case.
 * @param url without secrets: everybody on the machine can read it in the arguments
 */
export function openInDefaultBrowser(url: string, environment: Environment): void {
  const [file, args] = openers[process.platform] ?? ['xdg-open', [url]]
  const opener = spawn(file, [...args, url], { env: environment, stdio: 'ignore', detached: true })
  opener.on('error', () => undefined)
  opener.unref()
}

/** `rundll32` rather than `cmd /c start`, which would read `&` in the URL. */
const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
  darwin: ['open', []],
  linux: ['xdg-open', []],
  win32: ['rundll32', ['url.dll,FileProtocolHandler']],
}

/**
 * A browser that knows `--app`: on Linux by name on PATH, elsewhere where its installer puts it. None that is confined so
 * that it could use neither a profile nor a file of ours.
 */
export function findChromium(environment: Environment): string | undefined {
  return candidates(environment).find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return ['none', 'snap'].includes(confinementOf(file))
    } catch {
      return false
    }
  })
}

function candidates(environment: Environment): string[] {
  if (process.platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser']
    return ['/', homedir()].flatMap((base) =>
      names.map((name) => join(base, 'Applications', `${name}.app`, 'Contents', 'MacOS', name)),
    )
  }
  if (process.platform === 'win32') {
    const bases = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].map((name) => environment[name] ?? '')
    const files = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']
    return files.flatMap((file) => bases.filter((base) => base !== '').map((base) => join(base, file)))
  }
  const names = [
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
    'microsoft-edge-stable',
    'microsoft-edge',
    'brave-browser',
  ]
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** Where the window's browser keeps its profile. A snap reaches no hidden folder, only its own. */
export function profileFolderFor(browser: string, dataFolder: string): string {
  return confinementOf(browser) === 'snap' ? join(snapFolder(), 'forkyard-window') : join(dataFolder, 'window')
}

/** Where the window's browser can read a file of ours that nobody else can. */
export function redirectFolderFor(browser: string, dataFolder: string): string {
  return confinementOf(browser) === 'snap' ? join(snapFolder(), 'forkyard-link') : privateLinkFolder(dataFolder)
}

/** The same for browsers that reach all that the person does. */
export function privateLinkFolder(dataFolder: string): string {
  return join(dataFolder, 'run', 'link')
}

function snapFolder(): string {
  return join(homedir(), 'snap', 'chromium', 'common')
}
