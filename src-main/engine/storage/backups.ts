import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, backup as copyPages } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { putInPlaceDurably } from '../../platform/whole-file.ts'
import { checkTables, fileName, versionInHeader } from './inspection.ts'
import type { Backup } from './messages.ts'

/** How many are kept; the oldest go first. */
const kept = 3

/** Milliseconds: a day after the newest backup the next one is due. */
const dueAfter = 24 * 60 * 60 * 1_000

/** Milliseconds: a backup that is said to be made so much later than now was made while the clock was wrong. */
const tolerance = 24 * 60 * 60 * 1_000

/** Pages of 4 KiB in one step of a gradual backup: a write waits for no more. */
const pagesPerStep = 64

/** A disk must have room for so many times the database, or no backup is made of itself: tasks need it more. */
const roomWanted = 4

/** Writes a whole copy into the folder's `backups`, at once. An older one is never touched before it is there. */
export function backUpAtOnce(database: DatabaseSync, folder: string): void {
  const file = unfinishedFile(folder)
  database.prepare('VACUUM INTO ?').run(file)
  finish(file, folder)
}

/**
 * The same in small steps beside all other work, where it is due and the disk has room. Given up, and nothing left of it,
 * where the signal says so. True if one was made.
 */
export async function backUpIfDue(database: DatabaseSync, folder: string, signal: AbortSignal): Promise<boolean> {
  const [newest] = list(folder)
  if (newest && Math.abs(Date.now() - newest.at) < dueAfter) return false
  const { bavail, bsize } = statfsSync(folder)
  const size = statSync(database.location() ?? folder).size
  if (bavail * bsize < roomWanted * size) return false
  const file = unfinishedFile(folder)
  try {
    const progress = (): void => {
      signal.throwIfAborted()
    }
    await copyPages(database, file, { rate: pagesPerStep, progress })
    progress()
    finish(file, folder)
    return true
  } catch (error) {
    rmSync(file, { force: true })
    if (!signal.aborted && !isDisturbed(error)) throw error
    return false
  }
}

/** A write at the wrong moment ends a gradual backup with SQLite's code for no error; the next round makes another. */
function isDisturbed(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === 0
}

function unfinishedFile(folder: string): string {
  const backups = join(folder, 'backups')
  mkdirSync(backups, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(backups)) if (name.endsWith('.new')) rmSync(join(backups, name))
  return join(backups, `${new Date().toISOString().replaceAll(':', '')}.sqlite.new`)
}

function finish(unfinished: string, folder: string): void {
  putInPlaceDurably(unfinished, unfinished.replace(/\.new$/, ''))
  for (const old of list(folder).slice(kept)) rmSync(old.file, { force: true })
}

/** A backup that a program can open which knows the database up to `newest`: whole, as far as its header tells. */
export type Usable = Backup & { readonly version: number }

/** Newest first. */
export function usableBackups(folder: string, newest: number): Usable[] {
  return list(folder).flatMap((backup) => {
    const version = versionOfBackup(backup) ?? 0
    return version > 0 && version <= newest ? [{ ...backup, version }] : []
  })
}

/** The newest that is sound when all of it is read, which takes about a second for 500 MB. */
export function soundBackup(folder: string, newest: number): Usable | undefined {
  return usableBackups(folder, newest).find(({ file }) => isSound(file))
}

/** Nothing is made beside it, as a connection that could write would do. */
function isSound(file: string): boolean {
  const address = pathToFileURL(file)
  address.searchParams.set('immutable', '1')
  try {
    const database = new DatabaseSync(address, { readOnly: true })
    try {
      checkTables(database)
      return true
    } finally {
      database.close()
    }
  } catch {
    return false
  }
}

/** Puts a copy of the backup in the database's place, where nothing is. */
export function restoreBackup(folder: string, backup: Backup): void {
  const file = join(folder, fileName)
  copyFileSync(backup.file, `${file}.new`)
  putInPlaceDurably(`${file}.new`, file)
}

/** Takes the copy of a backup away again that turned out to be damaged. The backup stays. */
export function removeCopy(folder: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, fileName + suffix), { force: true })
}

function versionOfBackup({ file }: Backup): number | undefined {
  try {
    return versionInHeader(file)
  } catch {
    return undefined
  }
}

/** Newest first; after all others those that seem to be of the future, whose time nobody knows. */
function list(folder: string): Backup[] {
  const backups = join(folder, 'backups')
  if (!existsSync(backups)) return []
  const latest = Date.now() + tolerance
  return readdirSync(backups)
    .filter((name) => name.endsWith('.sqlite'))
    .map((name) => ({ file: join(backups, name), at: Math.round(statSync(join(backups, name)).mtimeMs) }))
    .sort((one, other) => Number(one.at > latest) - Number(other.at > latest) || other.at - one.at)
}
