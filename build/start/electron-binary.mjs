// @ts-check
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../set-up/folders.mjs'
import { say } from '../set-up/say.mjs'
import { installElectron } from './electron-install.mjs'

const electronFolder = join(root, 'node_modules', 'electron')

/** Remembers a failed download. In node_modules, so that it is forgotten with the next `npm ci`. */
const failureFile = join(root, 'node_modules', '.forkyard-electron-failure')

/** Milliseconds before a failed download is tried again: a day. */
const timeToRetry = 24 * 60 * 60 * 1000

/**
 * Electron's binary: where ELECTRON_OVERRIDE_DIST_PATH says, else in node_modules, else downloaded once by Electron's
 * own installer.
 * @param {{ isRetryAsked: boolean }} options
 * @returns {Promise<{ file: string } | { file?: undefined, reason: string }>}
 */
export async function ensureElectron({ isRetryAsked }) {
  const there = findElectron()
  if (there) return { file: there }
  const again = 'To try again at once: npm start -- --electron'
  const failure = isRetryAsked ? undefined : recentFailure()
  if (failure) return { reason: `Electron's binary is missing: its download failed lately (${failure}). ${again}` }
  say('Downloading Electron’s binary (once, about 120 MB)…')
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'forkyard-electron-'))
  const problem = await installElectron({ electronFolder, temporaryFolder })
  rmSync(temporaryFolder, { recursive: true, force: true })
  const file = findElectron()
  if (file) return { file }
  const why = problem ?? 'its installer left no binary'
  writeFileSync(failureFile, JSON.stringify({ at: Date.now(), why }))
  return { reason: `Electron's binary could not be downloaded (${why}). The next try is in a day. ${again}` }
}

/**
 * Electron's binary where it is already there.
 * @returns {string | undefined} absolute path
 */
export function findElectron() {
  const pathFile = join(electronFolder, 'path.txt')
  const inside = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const file = override
    ? join(override, inside ?? (process.platform === 'win32' ? 'electron.exe' : 'electron'))
    : inside && join(electronFolder, 'dist', inside)
  return file && existsSync(file) ? file : undefined
}

/** Why the last download failed, where that is less than a day ago. */
function recentFailure() {
  try {
    const { at, why } = /** @type {{ at: number, why: string }} */ (JSON.parse(readFileSync(failureFile, 'utf8')))
    return Date.now() - at < timeToRetry ? why : undefined
  } catch {
    return undefined
  }
}
