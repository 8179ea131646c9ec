import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs'
import { join } from 'node:path'
import { type DatabaseSync, backup as copyPages } from 'node:sqlite'
import { syncFolder } from '../sync-folder.ts'
import type { Backup } from './messages.ts'

/** How many are kept; the oldest go first. */
const kept = 3

/** Run ids given out since a backup are unknown to it: those that follow leave room, so that none is used twice. */
export const roomForUnknownRuns = 1_000_000

/** Milliseconds: a day after the newest backup the next one is due. */
const dueAfter = 24 * 60 * 60 * 1_000

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
 * where the signal says so.
 */
export async function backUpIfDue(database: DatabaseSync, folder: string, signal: AbortSignal): Promise<void> {
  const newest = newestBackup(folder)
  if (newest && Math.abs(Date.now() - newest.at) < dueAfter) return
  const { bavail, bsize } = statfsSync(folder)
  const size = statSync(database.location() ?? folder).size
  if (bavail * bsize < roomWanted * size) return
  const file = unfinishedFile(folder)
  try {
    const progress = (): void => {
      signal.throwIfAborted()
    }
    await copyPages(database, file, { rate: pagesPerStep, progress })
    progress()
    finish(file, folder)
  } catch (error) {
    rmSync(file, { force: true })
    if (!signal.aborted && !isDisturbed(error)) throw error
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
  makeDurable(unfinished)
  renameSync(unfinished, unfinished.replace(/\.new$/, ''))
  syncFolder(join(folder, 'backups'))
  for (const old of list(folder).slice(kept)) rmSync(old.file, { force: true })
}

export function newestBackup(folder: string): Backup | undefined {
  return list(folder)[0]
}

/** Puts a copy of the newest backup in the database's place. Returns when it was made; undefined where there is none. */
export function restoreBackup(folder: string, file: string): number | undefined {
  const backup = newestBackup(folder)
  if (!backup) return undefined
  copyFileSync(backup.file, `${file}.new`)
  makeDurable(`${file}.new`)
  renameSync(`${file}.new`, file)
  syncFolder(folder)
  return backup.at
}

function list(folder: string): Backup[] {
  const backups = join(folder, 'backups')
  if (!existsSync(backups)) return []
  return readdirSync(backups)
    .filter((name) => name.endsWith('.sqlite'))
    .map((name) => ({ file: join(backups, name), at: Math.round(statSync(join(backups, name)).mtimeMs) }))
    .sort((one, other) => other.at - one.at)
}

function makeDurable(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
