import { execFile } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type Confinement, confinementOf } from './browser-program.ts'

type Environment = Record<string, string>

/** Milliseconds that xdg-utils may take; they are shell scripts that start some dozen programs. */
const askTimeout = 10_000

/**
 * Why the default browser cannot be given a private file to open, as a whole sentence; undefined if it can. Outside
 * Linux every browser can: there a program that is handed a file by the system may read it.
 */
export async function whyNoFile(environment: Environment): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined
  const [browser, forPages] = await Promise.all([
    ask('xdg-settings', ['get', 'default-web-browser'], environment),
    ask('xdg-mime', ['query', 'default', 'text/html'], environment),
  ])
  const entry = browser === '' ? undefined : readDesktopEntry(browser, environment)
  if (entry === undefined) return 'It cannot be found out what your default browser is (by xdg-settings).'
  // xdg-open goes by the kind of file.
  if (forPages !== browser) return 'Your default browser is not what opens HTML files here (by xdg-mime).'
  const confinement = confinementOfEntry(entry, environment)
  if (confinement === 'none') return undefined
  return `Your default browser (${browser}) is confined by ${confinement} and cannot read Forkyard’s private files.`
}

/** The first line that a program prints; empty if it fails, is missing or takes too long. */
function ask(program: string, args: string[], environment: Environment): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { env: environment, timeout: askTimeout }, (error, output) => {
      resolve(error ? '' : (output.split('\n', 1)[0] ?? '').trim())
    })
  })
}

/** Where an application is described (Desktop Entry Specification); undefined if no folder has it. */
function readDesktopEntry(name: string, environment: Environment): string | undefined {
  const own = environment.XDG_DATA_HOME ?? join(environment.HOME ?? homedir(), '.local/share')
  const folders = [own, ...(environment.XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').split(delimiter)]
  for (const folder of folders) {
    try {
      return readFileSync(join(folder, 'applications', name), 'utf8')
    } catch {
      // It is described elsewhere.
    }
  }
  return undefined
}

function confinementOfEntry(entry: string, environment: Environment): Confinement {
  const command = /^Exec=(.*)$/m.exec(entry)?.[1] ?? ''
  if (/^X-SnapInstanceName=/m.test(entry) || command.includes('/snap/')) return 'snap'
  if (/^X-Flatpak=/m.test(entry) || /\bflatpak\b/.test(command)) return 'flatpak'
  if (/\bfirejail\b/.test(command)) return 'firejail'
  const word = command.split(/\s+/).find((part) => part !== 'env' && !part.includes('=')) ?? ''
  return confinementOf(findOnPath(word.replaceAll('"', ''), environment))
}

function findOnPath(program: string, environment: Environment): string {
  if (program.startsWith('/')) return program
  const files = (environment.PATH ?? '').split(delimiter).map((folder) => join(folder, program))
  return files.find(canRun) ?? program
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
