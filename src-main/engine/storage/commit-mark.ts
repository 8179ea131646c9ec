import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { counter } from './counters.ts'

/** Digits of a number of the file, which is always of one length, so that a write never leaves half a number. */
const digits = 16

/**
 * The number of the last batch that is durable, in the file `last-commit` beside the database. SQLite takes a write-ahead log
 * that was cut or removed for one that ended there, and says nothing; with this file it is known that something is missing.
 * It is written after each commit and never synced: after a loss of power it may say less than is stored, never more.
 */
export class CommitMark {
  readonly #descriptor: number | undefined

  constructor(folder: string) {
    this.#descriptor = openIfPossible(fileIn(folder))
  }

  /** A full disk leaves it as it was: what it says stays true. */
  note(database: DatabaseSync): void {
    if (this.#descriptor === undefined) return
    try {
      writeSync(this.#descriptor, `${String(counter(database, 'batch')).padStart(digits, '0')}\n`, 0)
    } catch {
      // See above.
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
  }
}

/** What is missing at the end of this database, in words; undefined if nothing is, or nothing can be known. */
export function missingEnd(database: DatabaseSync, folder: string): string | undefined {
  const stored = lastCommit(folder)
  const found = counter(database, 'batch')
  if (stored === undefined || found >= stored) return undefined
  return `Its last changes are missing (it has ${String(found)} of ${String(stored)}): its write-ahead log (-wal) was removed, cut or overwritten, or it is an older copy`
}

/** Before another database takes the place of the one that it is about. */
export function removeCommitMark(folder: string): void {
  rmSync(fileIn(folder), { force: true })
}

function lastCommit(folder: string): number | undefined {
  try {
    const [, number] = /^(\d{16})\n$/.exec(readFileSync(fileIn(folder), 'latin1')) ?? []
    return number === undefined ? undefined : Number(number)
  } catch {
    return undefined
  }
}

function openIfPossible(file: string): number | undefined {
  try {
    return openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600)
  } catch (error) {
    console.error(`forkyard: the file ${file} could not be opened:`, (error as Error).message)
    return undefined
  }
}

const fileIn = (folder: string): string => join(folder, 'last-commit')
