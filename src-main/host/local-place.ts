import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync, rmdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { localAddressOf } from '../contract/local-address.ts'
import { readAddressFile } from '../platform/address-file.ts'
import { makeSocketPath } from '../platform/temporary-folder.ts'
import { replaceFile } from '../platform/whole-file.ts'

export interface LocalPlace {
  /** What to listen at: a path that is free, or the name of a pipe. */
  address: string
  /** Removes what was made here, the socket too. */
  remove(): void
}

const temporaryPrefix = 'forkyard-host-'

/**
 * Makes ready where this host is to be found, and clears away what a dead one left there. Only for who holds the data
 * folder: no other host can be alive there. Throws the system's error.
 */
export function makeLocalPlace(dataFolder: string): LocalPlace {
  const folder = join(dataFolder, 'run')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // It may have been there with another mode; what is in it is this user's alone.
  chmodSync(folder, 0o700)
  const place = localAddressOf(dataFolder, process.platform)
  if (place.kind === 'path') {
    rmSync(place.path, { force: true })
    return {
      address: place.path,
      remove: () => {
        rmSync(place.path, { force: true })
      },
    }
  }
  removeTemporary(readAddressFile(place.file))
  const address = makeNamedAddress()
  try {
    replaceFile(place.file, address)
  } catch (error) {
    removeTemporary(address)
    throw error
  }
  return {
    address,
    remove() {
      rmSync(place.file, { force: true })
      removeTemporary(address)
    },
  }
}

/** A pipe whose name nobody can guess and so take before us, or a socket in a new folder of mode 0700. */
function makeNamedAddress(): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\forkyard-${randomBytes(16).toString('hex')}`
  return makeSocketPath(temporaryPrefix)
}

/** Nothing but a socket of ours and its folder, whatever the file said. */
function removeTemporary(address: string | undefined): void {
  if (address === undefined || process.platform === 'win32') return
  const folder = dirname(address)
  if (basename(address) !== 'socket' || !basename(folder).startsWith(temporaryPrefix)) return
  try {
    rmSync(address, { force: true })
    rmdirSync(folder)
  } catch {
    // It was cleared away already, or is not ours.
  }
}
