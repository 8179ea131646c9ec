import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { missingEnd } from './commit-mark.ts'
import { counter } from './counters.ts'
import { mixture } from './ids.ts'
import type { Damage } from './messages.ts'
import { movedAsideBefore, tracesOf } from './traces.ts'

/** How the database is called within the data folder. */
export const fileName = 'forkyard.sqlite'

/** In the header of our databases (https://sqlite.org/pragma.html#pragma_application_id): “Fkyd”. */
export const applicationId = 0x466b7964

/** SQLite's result codes (https://sqlite.org/rescode.html). */
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** Bytes: a database up to this size is checked at every start (some 0.1 s), a larger one after an unclean end only. */
const alwaysChecked = 67_108_864

/** What the database of a data folder is, found without changing it. */
export type Finding =
  /** The folder has never had one. */
  | { kind: 'none' }
  /** `isChecked`: its tables were read, and nothing is wrong with them. */
  | { kind: 'sound'; version: number; isChecked: boolean }
  | { kind: 'damaged'; damage: Damage; what: string }
  | { kind: 'too-new'; version: number }

/**
 * Looks at the database by a connection that can only read: what is wrong with it stays as it is, with its write-ahead
 * log. `newest`: the highest version that this program knows. Throws the system's error or SQLite's.
 */
export function inspect(folder: string, newest: number): Finding {
  const file = join(folder, fileName)
  const log = sizeOf(`${file}-wal`) ?? 0
  const absent = emptiness(folder, file, log)
  if (absent) return absent
  try {
    return look(folder, file, { newest, hasLog: log > 0 })
  } catch (error) {
    if (!isDamage(error)) throw error
    return { kind: 'damaged', damage: 'damaged', what: (error as Error).message }
  }
}

/** The version in the header of a database file, such as a backup; undefined if it is no whole database of ours. */
export function versionInHeader(file: string): number | undefined {
  const header = Buffer.alloc(100)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, header, 0, header.length, 0)
  } finally {
    closeSync(descriptor)
  }
  // https://sqlite.org/fileformat.html#the_database_header
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return undefined
  const pageSize = header.readUInt16BE(16)
  const pages = header.readUInt32BE(24) === header.readUInt32BE(92) ? header.readUInt32BE(28) : 1
  const bytes = pages * (pageSize === 1 ? 65_536 : pageSize)
  const isOurs = [0, applicationId].includes(header.readUInt32BE(68))
  return isOurs && (sizeOf(file) ?? 0) >= bytes ? header.readUInt32BE(60) : undefined
}

/** Whether the file is not what it should be, however it is opened. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error)
  // A number that no version of ours has written there (node:sqlite reads none above 2^53).
  const isOutOfRange = (error as NodeJS.ErrnoException).code === 'ERR_OUT_OF_RANGE'
  return error instanceof DamageError || isOutOfRange || code === SQLITE_CORRUPT || code === SQLITE_NOTADB
}

/**
 * Every table with its indexes, and by sqlite_schema the list of free pages (https://sqlite.org/pragma.html#pragma_integrity_check).
 * Not all at once: that also has the text index compare all its words, which takes six times as long as the rest, and what
 * it is made of is among the tables. Throws an error that `isDamage`.
 */
export function checkTables(database: DatabaseSync): void {
  const tables = database.prepare(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')",
  )
  for (const { name } of tables.all()) {
    const [first] = database.prepare(`PRAGMA quick_check(${String(name)})`).all()
    if (first?.quick_check !== 'ok') throw new DamageError(String(first?.quick_check))
  }
}

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version)
}

class DamageError extends Error {}

/** Undefined if there is a file with something in it. */
function emptiness(folder: string, file: string, log: number): Finding | undefined {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats && !stats.isFile())
    return {
      kind: 'damaged',
      damage: 'unreadable',
      what: 'In its place there is a folder or another thing, not a file',
    }
  if (stats && stats.size > 0) return undefined
  const damage = stats ? 'empty' : 'missing'
  const before = stats ? undefined : movedAsideBefore(folder)
  if (before !== undefined) return { kind: 'damaged', damage, what: `It was moved to ${before} at an earlier start` }
  if (log > 0) return { kind: 'damaged', damage, what: 'Only its write-ahead log (-wal) is there' }
  const traces = tracesOf(folder)
  if (traces === undefined) return { kind: 'none' }
  return {
    kind: 'damaged',
    damage,
    what: stats ? `The file has 0 bytes, but ${traces}` : `There is no file, but ${traces}`,
  }
}

function look(folder: string, file: string, { newest, hasLog }: { newest: number; hasLog: boolean }): Finding {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    const version = versionOf(database)
    if (!isOurs(database, version))
      return { kind: 'damaged', damage: 'foreign', what: 'It is a database of another program' }
    if (version === 0) return blank(folder)
    if (version > newest) return { kind: 'too-new', version }
    // A write-ahead log is left by an end that was not in good order only.
    const wasUnclean = hasLog || counter(database, 'clean_end') === 0
    const isChecked = wasUnclean || (sizeOf(file) ?? 0) <= alwaysChecked
    if (isChecked) checkTables(database)
    const mixed = mixture(database, folder) ?? missingEnd(database, folder)
    if (mixed !== undefined) return { kind: 'damaged', damage: 'mixed', what: mixed }
    return { kind: 'sound', version, isChecked }
  } catch (error) {
    return unreadable(error)
  } finally {
    database?.close()
  }
}

/** A start that was killed before it had made the tables leaves such a one. */
function blank(folder: string): Finding {
  const traces = tracesOf(folder)
  if (traces === undefined) return { kind: 'sound', version: 0, isChecked: false }
  return { kind: 'damaged', damage: 'empty', what: `It has no tables, but ${traces}` }
}

/** Those made before there was an id in the header are known by their tables. */
function isOurs(database: DatabaseSync, version: number): boolean {
  const id = Number(database.prepare('PRAGMA application_id').get()?.application_id)
  if (id !== 0) return id === applicationId
  const names = database.prepare('SELECT name FROM sqlite_schema').all()
  if (version === 0) return names.length === 0
  return ['tasks', 'runs', 'counters'].every((table) => names.some(({ name }) => name === table))
}

function unreadable(error: unknown): Finding {
  const code = primaryCode(error)
  // What only a writer can put right: it is checked again when it is opened for writing.
  if (code === SQLITE_READONLY) return { kind: 'sound', version: 0, isChecked: false }
  if (code !== SQLITE_IOERR && code !== SQLITE_CANTOPEN) throw error
  return { kind: 'damaged', damage: 'unreadable', what: `It cannot be read: ${(error as Error).message}` }
}

/** The low byte is the primary code, whatever extends it. */
function primaryCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) % 256
}

/** Undefined if there is no such file. */
function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size
}
