import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, success } from '../contract/answer.ts'
import { checkDataFolder } from './data-folder.ts'
import { folderFailure } from './folder-errors.ts'
import { followTrusted } from './trusted-path.ts'

/** Bytes that must fit on the disk for a start: the first pages of the database, and the records of the supervisor. */
const roomForStart = 65_536

/**
 * Checks a data folder, makes it (mode 0700) if it does not exist, and sees whether a host could write there now. Fails
 * (as a value) with why not, and what to do. For a host that is about to start, and for who is about to start one.
 */
export function prepareDataFolder(folder: string): Answer<null> {
  try {
    const checked = checkDataFolder(folder)
    if (!checked.ok) return checked
    if (!checked.value) {
      makeFolder(folder)
      // Somebody else may have been quicker.
      const again = checkDataFolder(folder)
      if (!again.ok) return again
    }
    tryToWrite(folder)
    return success(null)
  } catch (error) {
    return folderFailure(folder, error)
  }
}

/** One part after the other: Node's own recursive way never ends in /proc, where the system says ENOENT for what exists. */
function makeFolder(folder: string): void {
  const followed = followTrusted(folder)
  if (!followed.ok) return
  const { end, missing, stat } = followed.value
  if (stat === undefined) {
    mkdirSync(folder, { recursive: true })
    return
  }
  let path = end
  for (const name of missing) {
    path = join(path, name)
    try {
      mkdirSync(path, { mode: 0o700 })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function tryToWrite(folder: string): void {
  const file = join(folder, `probe-${process.pid}`)
  rmSync(file, { force: true })
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    writeAll(descriptor, Buffer.alloc(roomForStart))
  } finally {
    closeSync(descriptor)
    rmSync(file)
  }
}

/** A full disk may take a part first, and refuse only the rest. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written)
}
