import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** Bytes of a socket's path, less the closing NUL: 108 on Linux (unix(7)), 104 on macOS (<sys/un.h>). */
const longestSocketPath = 103

/** Where a host and its resident process meet: a folder that only this user may enter. */
export interface Rendezvous {
  folder: string
  /** A Unix socket in the folder, or on Windows a named pipe of the same random name. */
  address: string
  /** Proves to the resident process that a host may read this folder. */
  secretFile: string
  /** What the resident process itself prints: its faults. */
  logFile: string
}

export function rendezvousIn(folder: string): Rendezvous {
  const isPipe = process.platform === 'win32'
  return {
    folder,
    address: isPipe ? `\\\\.\\pipe\\forkyard-${basename(folder)}` : join(folder, 'socket'),
    secretFile: join(folder, 'secret'),
    logFile: join(folder, 'log'),
  }
}

/**
 * Makes a new folder with mode 0700 in `runtimeFolder`, or where that is too long for a socket's path, in the folder for
 * temporary files; and the secret in it.
 */
export function createRendezvous(runtimeFolder: string): { rendezvous: Rendezvous; secret: string } {
  mkdirSync(runtimeFolder, { recursive: true, mode: 0o700 })
  const fits = Buffer.byteLength(join(runtimeFolder, 'supervisor-XXXXXX', 'socket')) <= longestSocketPath
  const folder = mkdtempSync(join(fits || process.platform === 'win32' ? runtimeFolder : tmpdir(), 'supervisor-'))
  const rendezvous = rendezvousIn(folder)
  const secret = randomBytes(32).toString('hex')
  writeFileSync(rendezvous.secretFile, secret, { mode: 0o600, flag: 'wx' })
  return { rendezvous, secret }
}

export function readSecret({ secretFile }: Rendezvous): string {
  return readFileSync(secretFile, 'utf8')
}

/** Both ends do this when they are done; whoever comes second finds nothing. */
export function removeRendezvous({ folder }: Rendezvous): void {
  rmSync(folder, { recursive: true, force: true })
}
