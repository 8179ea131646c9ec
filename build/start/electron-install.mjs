// @ts-check
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bindToUs, exitCodeOf } from '../set-up/signals.mjs'

/** Milliseconds without a new byte on disk after which the download is given up. */
const timeWithoutProgress = 60_000

/**
 * Runs Electron's own installer once. It tells nothing of its progress, so the growth of what it writes is watched.
 * @param {{ electronFolder: string, temporaryFolder: string, patience?: number }} options `patience`: milliseconds
 *   without progress before it is given up
 * @returns {Promise<string | undefined>} why it failed
 */
export async function installElectron({ electronFolder, temporaryFolder, patience = timeWithoutProgress }) {
  const temporary = { TMPDIR: temporaryFolder, TEMP: temporaryFolder, TMP: temporaryFolder }
  const child = spawn(process.execPath, [join(electronFolder, 'install.js')], {
    env: { ...process.env, ...temporary, ELECTRON_GET_NO_PROGRESS: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  bindToUs(child)
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (complaints += text))
  const progress = { bytes: 0, at: performance.now(), isGivenUp: false }
  const watch = setInterval(() => {
    const bytes = sizeOf(temporaryFolder) + sizeOf(join(electronFolder, 'dist'))
    if (bytes !== progress.bytes) Object.assign(progress, { bytes, at: performance.now() })
    if (process.stderr.isTTY) process.stderr.write(`\r  ${(bytes / 1e6).toFixed(0)} MB `)
    if (performance.now() - progress.at > patience) {
      progress.isGivenUp = true
      child.kill('SIGKILL')
    }
  }, 500)
  const code = await exitCodeOf(child)
  clearInterval(watch)
  if (process.stderr.isTTY) process.stderr.write('\r            \r')
  if (progress.isGivenUp) return `no progress for ${Math.round(patience / 1000)} s`
  return code === 0 ? undefined : firstReason(complaints)
}

/**
 * The line that says why, with the cause that Node's fetch hides below it.
 * @param {string} complaints a stack
 */
function firstReason(complaints) {
  const cause = /\[cause\]: \w*Error: (.*)/.exec(complaints)?.[1]
  const first = complaints.split('\n').find((line) => line.trim() !== '')
  return (cause ?? first?.replace(/^\w*Error: /, '') ?? 'its installer said nothing').slice(0, 200)
}

/** @param {string} folder */
function sizeOf(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
  } catch {
    // Not there yet, or a file of it is just being moved.
    return 0
  }
}
