import { chmodSync, closeSync, existsSync, openSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { backUpAtOnce, newestBackup, restoreBackup } from './backups.ts'
import type { OpenFailure, OpenRequest } from './messages.ts'
import { migrations } from './migrations.ts'
import { prepared } from './prepared.ts'

/** SQLite's result codes for a file that is not what it should be (https://sqlite.org/rescode.html). */
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** Bytes: a database up to this size is checked at every start (some 0.1 s), a larger one after an unclean end only. */
const alwaysChecked = 67_108_864

/** How the database is called within the data folder; damaged ones have a suffix. */
const fileName = 'forkyard.sqlite'

/** Milliseconds to wait for another connection's lock: the reader's, or a person's `sqlite3`. */
const patience = 5_000

export interface OpenDatabase {
  database: DatabaseSync
  backupOf: number | undefined
}

class DamageError extends Error {}

/**
 * Opens the database of a data folder for writing, as the only one who does: checks it, brings it up to date.
 * `steps`: for versions that are yet to come.
 */
export function openDatabase(request: OpenRequest, steps: readonly string[] = migrations): OpenDatabase | OpenFailure {
  const { folder, onDamage } = request
  const file = join(folder, fileName)
  let backupOf: number | undefined
  const before = damagedBefore(folder)
  if (!existsSync(file) && before !== undefined) {
    if (onDamage === 'refuse') return damaged(folder, before, 'It was moved aside at an earlier start.')
    if (onDamage === 'restore') {
      backupOf = restoreBackup(folder, file)
      if (backupOf === undefined) return damaged(folder, before, 'It was moved aside at an earlier start.')
    }
  }
  try {
    return { ...openChecked(folder, file, steps), backupOf }
  } catch (error) {
    if (!isDamage(error)) return refused(error)
    const movedTo = moveAside(file)
    // What was chosen is for the damaged file, not for a backup that is damaged too.
    if (onDamage !== 'refuse' && backupOf === undefined) return openDatabase(request, steps)
    return damaged(folder, movedTo, (error as Error).message)
  }
}

/**
 * Makes the database, or its mode, this user's alone, whatever the folder's is: it may have been there before. SQLite gives
 * its log and index the mode of the database (findCreateFileMode in os_unix.c); those of an earlier start may have another.
 */
function keepFromOthers(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600))
  for (const part of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(part)) chmodSync(part, 0o600)
}

/** Opens it for reading, beside the one who writes. */
export function openForReading(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, fileName), { readOnly: true, timeout: patience })
  database.exec('PRAGMA cache_size = -8000')
  return database
}

/** To be called before closing, when everything is written. */
export function markCleanEnd(database: DatabaseSync): void {
  setCounter(database, 'clean_end', 1)
}

export function setCounter(database: DatabaseSync, name: string, value: number): void {
  const sql = 'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
  prepared(database, sql).run(name, value)
}

export function counter(database: DatabaseSync, name: string): number {
  const row = prepared(database, 'SELECT value FROM counters WHERE name = ?').get(name)
  return typeof row?.value === 'number' ? row.value : 0
}

function openChecked(folder: string, file: string, steps: readonly string[]): Omit<OpenDatabase, 'backupOf'> {
  keepFromOthers(file)
  const database = new DatabaseSync(file, { timeout: patience })
  try {
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA checkpoint_fullfsync = ON;
      PRAGMA journal_size_limit = 67108864;
      PRAGMA cache_size = -4000;
      PRAGMA temp_store = MEMORY;
    `)
    const version = versionOf(database)
    if (version > steps.length) throw new VersionError(version)
    const wasUnclean = version > 0 && counter(database, 'clean_end') === 0
    if (version > 0 && (wasUnclean || statSync(file).size <= alwaysChecked)) check(database)
    if (version < steps.length) migrate(database, version, steps, folder)
    setCounter(database, 'clean_end', 0)
    return { database }
  } catch (error) {
    database.close()
    throw error
  }
}

/** All steps in one transaction: the file is of the old version or of the new one, whenever we are killed. */
function migrate(database: DatabaseSync, from: number, steps: readonly string[], folder: string): void {
  if (from > 0) backUpAtOnce(database, folder)
  database.exec('BEGIN IMMEDIATE')
  for (const step of steps.slice(from)) database.exec(step)
  database.exec(`PRAGMA user_version = ${String(steps.length)}; COMMIT`)
}

/**
 * Every table with its indexes, and by sqlite_schema the list of free pages (https://sqlite.org/pragma.html#pragma_integrity_check).
 * Not all at once: that also has the text index compare all its words, which takes six times as long as the rest, and what
 * it is made of is among the tables.
 */
function check(database: DatabaseSync): void {
  const tables = database.prepare(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')",
  )
  for (const { name } of tables.all()) {
    const [first] = database.prepare(`PRAGMA quick_check(${String(name)})`).all()
    if (first?.quick_check !== 'ok') throw new DamageError(String(first?.quick_check))
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version)
}

class VersionError extends Error {
  readonly version: number

  constructor(version: number) {
    super(`The database is of version ${String(version)}.`)
    this.version = version
  }
}

function isDamage(error: unknown): boolean {
  const code = ((error as { errcode?: number }).errcode ?? 0) % 256
  return error instanceof DamageError || code === SQLITE_CORRUPT || code === SQLITE_NOTADB
}

/** With its log and index: they belong to it, and would spoil whatever takes its place. */
function moveAside(file: string): string {
  const movedTo = `${file}.damaged-${new Date().toISOString().replaceAll(':', '')}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, movedTo + suffix)
  }
  return movedTo
}

function damagedBefore(folder: string): string | undefined {
  const names = readdirSync(folder).filter((name) => /^forkyard\.sqlite\.damaged-[^-]*(-[^-]*){0,3}Z$/.test(name))
  const newest = names.sort().at(-1)
  return newest && join(folder, newest)
}

function damaged(folder: string, movedTo: string, what: string): OpenFailure {
  return { kind: 'damaged', movedTo, what, backup: newestBackup(folder) }
}

function refused(error: unknown): OpenFailure {
  if (error instanceof VersionError) return { kind: 'too-new', version: error.version }
  const { code = 'EUNKNOWN', message } = error as NodeJS.ErrnoException
  return { kind: 'refused', code, message }
}
