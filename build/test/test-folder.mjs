// @ts-check
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Makes a folder that serves the tests as the system's folder for temporary files, and deletes it afterwards. Every
 * process of the tests has its path in its environment: that is how what they left behind is found. Its name is short,
 * since paths of sockets below it are bounded (108 bytes on Linux).
 * @template Result
 * @param {(folder: string) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withTestFolder(work) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'fy-'))
  // Some tests become another user, who must get through it to a folder of its own.
  chmodSync(folder, 0o711)
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * The environment that makes `folder` the one for temporary files, and for what Node has compiled: that goes with it, as
 * tests write many modules that are imported once.
 * @param {string} folder
 */
export function temporaryIn(folder) {
  return { TMPDIR: folder, TEMP: folder, TMP: folder, NODE_COMPILE_CACHE: join(folder, 'compiled') }
}
