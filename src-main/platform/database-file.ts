import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnostics } from '../contract/diagnostics.ts'

export type DatabaseFile = Diagnostics['database']

/** Where SQLite's header has the number that a program gives (https://sqlite.org/fileformat.html#user_version_number). */
const versionOffset = 60

export function databaseFileOf(dataFolder: string): string {
  return join(dataFolder, 'forkyard.sqlite')
}

/** SQLite removes its log when the last one closes the database (https://sqlite.org/wal.html). */
export function isClosedInOrder(file: string): boolean {
  return !existsSync(`${file}-wal`)
}

/**
 * What the file itself tells, undamaged or not; null if it is not there. Never in the process that has it open: closing a
 * file drops all locks that the process has on it (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
export function readDatabaseFile(dataFolder: string): DatabaseFile | null {
  const file = databaseFileOf(dataFolder)
  try {
    const header = Buffer.alloc(versionOffset + 4)
    const descriptor = openSync(file, 'r')
    try {
      readSync(descriptor, header, 0, header.length, 0)
    } finally {
      closeSync(descriptor)
    }
    const { size } = statSync(file)
    return { file, bytes: size, layout: header.readUInt32BE(versionOffset), wasClosedInOrder: isClosedInOrder(file) }
  } catch {
    return null
  }
}
