import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { longestSocketPath } from '../contract/local-address.ts'
import { isInOwnFolder } from './trusted-path.ts'

/**
 * A new folder of mode 0700 among the temporary ones, whose name begins so. What TMPDIR names may be another user's, who
 * could put a folder of his own in its place: then it is made in /tmp. Throws an error that says what to do where that is
 * not safe either.
 */
export function makeTemporaryFolder(prefix: string): string {
  return make(prefix, () => true)
}

/** A path for a Unix socket in such a folder, for where the data folder's own path is too long for a socket. */
export function makeSocketPath(prefix: string): string {
  const socketIn = (folder: string): string => join(folder, 'socket')
  return socketIn(make(prefix, (folder) => Buffer.byteLength(socketIn(folder)) <= longestSocketPath))
}

function make(prefix: string, isFit: (folder: string) => boolean): string {
  const parents = [...new Set([tmpdir(), ...(process.platform === 'win32' ? [] : ['/tmp'])])]
  let refusal = ''
  for (const parent of parents) {
    let folder
    try {
      folder = mkdtempSync(join(parent, prefix))
    } catch (error) {
      refusal ||= ` (${(error as Error).message})`
      continue
    }
    if (isFit(folder) && isInOwnFolder(join(folder, 'any'))) return folder
    rmdirSync(folder)
  }
  const reason =
    `no folder for temporary files can be made in ${parents.join(' or ')} that other users cannot change${refusal}; ` +
    'set TMPDIR to a folder of your own with a short path'
  throw Object.assign(new Error(reason), { code: 'EACCES' })
}
