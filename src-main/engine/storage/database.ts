import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Usable, backUpAtOnce, removeCopy, restoreBackup, soundBackup, usableBackups } from './backups.ts'
import { CommitMark, removeCommitMark } from './commit-mark.ts'
import { counter, setCounter } from './counters.ts'
import { type Origin, RunIds } from './ids.ts'
import { type Finding, applicationId, checkTables, fileName, inspect, isDamage, versionOf } from './inspection.ts'
import type { OpenFailure, OpenRequest } from './messages.ts'
import { migrations } from './migrations.ts'
import { makeAttemptsNew } from './used-attempts.ts'

/** Milliseconds to wait for another connection's lock: the reader's, or a person's `sqlite3`. */
const patience = 5_000

export interface OpenDatabase {
  database: DatabaseSync
  ids: RunIds
  commits: CommitMark
  backupOf: number | undefined
}

type Wrong = Extract<Finding, { kind: 'damaged' | 'too-new' }>

/**
 * Opens the database of a data folder for writing, as the only one who does: checks it, brings it up to date. If something
 * is wrong with it, the request says what to do; nothing is deleted, what was there is moved aside.
 * `steps`: for versions that are yet to come.
 */
export function openDatabase(request: OpenRequest, steps: readonly string[] = migrations): OpenDatabase | OpenFailure {
  const { folder, onDamage } = request
  try {
    const opened = openIfSound(folder, steps)
    if ('database' in opened) return opened
    if (onDamage === 'refuse') return tell(folder, opened, steps)
    const movedTo = moveAside(folder, opened)
    if (onDamage === 'start-empty') return openChecked(folder, { origin: 'new', steps })
    return openBackup(folder, steps) ?? told(folder, opened, { movedTo, backup: undefined })
  } catch (error) {
    return refused(error)
  }
}

/** Opens it again within a host, whose thread has died: nothing is moved, and nothing takes its place. */
export function reopenDatabase({ folder }: OpenRequest): OpenDatabase | OpenFailure {
  try {
    const found = inspect(folder, migrations.length)
    if (found.kind === 'sound') return openChecked(folder, { origin: 'own', steps: migrations })
    if (found.kind === 'none') return { kind: 'refused', code: 'ENOENT', message: 'The file is gone' }
    return told(folder, found, { movedTo: undefined, backup: soundBackup(folder, migrations.length) })
  } catch (error) {
    return refused(error)
  }
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

function openIfSound(folder: string, steps: readonly string[]): OpenDatabase | Wrong {
  const found = inspect(folder, steps.length)
  if (found.kind === 'damaged' || found.kind === 'too-new') return found
  const origin = found.kind === 'none' ? 'new' : 'own'
  try {
    return openChecked(folder, { origin, steps, isChecked: found.kind === 'sound' && found.isChecked })
  } catch (error) {
    if (!isDamage(error)) throw error
    return { kind: 'damaged', damage: 'damaged', what: (error as Error).message }
  }
}

/** The newest backup that can be used, in the database's place; undefined if there is none. */
function openBackup(folder: string, steps: readonly string[]): OpenDatabase | undefined {
  for (const backup of usableBackups(folder, steps.length)) {
    restoreBackup(folder, backup)
    try {
      const opened = openChecked(folder, { origin: 'backup', steps })
      makeAttemptsNew(opened.database, folder)
      return { ...opened, backupOf: backup.at }
    } catch (error) {
      if (!isDamage(error)) throw error
      removeCopy(folder)
    }
  }
  return undefined
}

/**
 * Makes the database, or its mode, this user's alone, whatever the folder's is: it may have been there before. SQLite gives
 * its log and index the mode of the database (findCreateFileMode in os_unix.c); those of an earlier start may have another.
 */
function keepFromOthers(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600))
  for (const part of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(part)) chmodSync(part, 0o600)
}

function openChecked(
  folder: string,
  { origin, steps, isChecked = false }: { origin: Origin; steps: readonly string[]; isChecked?: boolean },
): OpenDatabase {
  const file = join(folder, fileName)
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
    if (version > steps.length) throw new Error('It was made by a newer Forkyard')
    const wasClean = version > 0 && counter(database, 'clean_end') === 1
    if (version > 0 && !isChecked && (!wasClean || origin === 'backup')) checkTables(database)
    if (version < steps.length) migrate(database, version, steps, folder)
    // Once: databases of earlier versions have none.
    if (Number(database.prepare('PRAGMA application_id').get()?.application_id) === 0)
      database.exec(`PRAGMA application_id = ${String(applicationId)}`)
    setCounter(database, 'clean_end', 0)
    const ids = new RunIds(database, folder, origin)
    return { database, ids, commits: new CommitMark(folder), backupOf: undefined }
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

/** A damaged one is moved aside at once, so that nothing more is written into it; anything else when a choice was made. */
function tell(folder: string, wrong: Wrong, steps: readonly string[]): OpenFailure {
  const isSpoilt = wrong.kind === 'damaged' && wrong.damage === 'damaged'
  const movedTo = isSpoilt ? moveAside(folder, wrong) : undefined
  return told(folder, wrong, { movedTo, backup: soundBackup(folder, steps.length) })
}

function told(
  folder: string,
  wrong: Wrong,
  { movedTo, backup }: { movedTo: string | undefined; backup: Usable | undefined },
): OpenFailure {
  const file = join(folder, fileName)
  return { ...wrong, file, movedTo, backup: backup && { file: backup.file, at: backup.at } }
}

/** With its log and index: they belong to it, and would spoil whatever takes its place. Undefined if nothing is there. */
function moveAside(folder: string, { kind }: Wrong): string | undefined {
  const file = join(folder, fileName)
  const word = kind === 'too-new' ? 'newer' : 'damaged'
  const movedTo = `${file}.${word}-${new Date().toISOString().replaceAll(':', '')}`
  let isMoved = false
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    if (!existsSync(file + suffix)) continue
    renameSync(file + suffix, movedTo + suffix)
    isMoved = true
  }
  removeCommitMark(folder)
  return isMoved ? movedTo : undefined
}

function refused(error: unknown): OpenFailure {
  const { code = 'EUNKNOWN', message } = error as NodeJS.ErrnoException
  return { kind: 'refused', code, message }
}
