import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { longestSocketPath } from '../../contract/local-address.ts'
import { readAddressFile } from '../../platform/address-file.ts'
import { makeSocketPath } from '../../platform/temporary-folder.ts'

const prefix = 'supervisor-'

/** Where a host and its supervisor process meet: a folder that only this user may enter. */
export interface SocketFolder {
  folder: string
  /** A Unix socket in the folder, or on Windows a named pipe of the same random name. */
  address: string
  /** Names the socket where it lies elsewhere, as the folder's path is too long for one. */
  addressFile: string
  /** Proves to the supervisor process that a host may read this folder. */
  secretFile: string
  /** What the supervisor process itself prints: its faults. */
  logFile: string
  journalFile: string
}

export function socketFolderIn(folder: string): SocketFolder {
  const addressFile = join(folder, 'address')
  return {
    folder,
    address: process.platform === 'win32' ? pipeOf(folder) : (readAddressFile(addressFile) ?? join(folder, 'socket')),
    addressFile,
    secretFile: join(folder, 'secret'),
    logFile: join(folder, 'log'),
    journalFile: join(folder, 'journal'),
  }
}

/** The folders in `runtimeFolder` where a supervisor process lives or lived. */
export function meetingFolders(runtimeFolder: string): string[] {
  return readdirSync(runtimeFolder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(runtimeFolder, name))
}

/** Makes a new folder with mode 0700 in `runtimeFolder`, and the secret in it. */
export function createSocketFolder(runtimeFolder: string): { socketFolder: SocketFolder; secret: string } {
  const folder = mkdtempSync(join(runtimeFolder, prefix))
  const isTooLong = Buffer.byteLength(join(folder, 'socket')) > longestSocketPath
  if (isTooLong && process.platform !== 'win32') {
    writeFileSync(join(folder, 'address'), makeSocketPath('forkyard-'), { mode: 0o600, flag: 'wx' })
  }
  const socketFolder = socketFolderIn(folder)
  const secret = randomBytes(32).toString('hex')
  writeFileSync(socketFolder.secretFile, secret, { mode: 0o600, flag: 'wx' })
  return { socketFolder, secret }
}

export function readSecret({ secretFile }: SocketFolder): string {
  return readFileSync(secretFile, 'utf8')
}

/** Both ends do this when they are done; whoever comes second finds nothing. */
export function removeSocketFolder({ folder, address, addressFile }: SocketFolder): void {
  if (readAddressFile(addressFile) === address) {
    rmSync(address, { force: true })
    try {
      rmdirSync(dirname(address))
    } catch {
      // Gone already: the folder for temporary files is cleared now and then.
    }
  }
  rmSync(folder, { recursive: true, force: true })
}

const pipeOf = (folder: string): string => `\\\\.\\pipe\\forkyard-${basename(folder)}`
