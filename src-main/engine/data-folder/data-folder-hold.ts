import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Answer, failure, success } from '../../contract/answer.ts'
import type { HostDescription } from '../../contract/snapshot.ts'
import { prepareDataFolder } from '../../platform/prepare-data-folder.ts'
import { folderFailure } from '../../platform/folder-errors.ts'
import { isStoppedProcess } from '../../platform/stopped-process.ts'
import { replaceFile } from '../../platform/whole-file.ts'

/** Who holds a data folder, as a second host is told. */
type Holder = Pick<HostDescription, 'kind' | 'pid'> & {
  /** Where it serves its window over HTTP: an origin, without a token. */
  address?: string
}

/** Milliseconds: who will have the lock waits for others' shared locks, which they hold while they try (https://sqlite.org/lockingv3.html). */
const lockTimeout = 400

/** SQLite's result code for a lock that another connection has (https://sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5

/** An open database that nobody refers to is closed by the garbage collector, and its lock is gone. */
const locks = new Set<DatabaseSync>()

/**
 * A data folder in the hands of one host, until its process ends. What holds it is a lock of the system's on a database
 * that nothing else ever opens, so it goes with the process, however that ends; a file with a PID would outlive it.
 * Nothing is written there. Who holds it stands in a file beside it, which counts only while the lock is taken.
 */
export class DataFolderHold {
  readonly #file: string
  readonly #holder: Holder

  private constructor(file: string, holder: Holder) {
    this.#file = file
    this.#holder = holder
    this.#write()
  }

  /**
   * Fails (as a value) if the folder cannot or must not be used, and if another host holds it, saying which. Waits 0.4 s
   * for a holder that is about to go.
   */
  static take(folder: string, { kind, pid }: Pick<HostDescription, 'kind' | 'pid'>): Answer<DataFolderHold> {
    const prepared = prepareDataFolder(folder)
    if (!prepared.ok) return prepared
    const file = join(folder, 'host.json')
    const lockFile = join(folder, 'host.lock')
    let lock: DatabaseSync | undefined
    try {
      lock = new DatabaseSync(lockFile, { timeout: lockTimeout })
      // Another user who could read it could lock it, in a folder that was not made here.
      chmodSync(lockFile, 0o600)
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      locks.add(lock)
      return success(new DataFolderHold(file, { kind, pid }))
    } catch (error) {
      lock?.close()
      return isBusy(error) ? inUse(folder, readHolder(file)) : folderFailure(folder, error)
    }
  }

  /** Says where the window is served, for those who come later. */
  announce(address: string): void {
    this.#holder.address = address
    this.#write()
  }

  /** A disk that is full costs its name, not the host. */
  #write(): void {
    try {
      replaceFile(this.#file, JSON.stringify(this.#holder))
    } catch {
      // What an earlier holder wrote is wrong now.
      rmSync(this.#file, { force: true })
    }
  }
}

function isBusy(error: unknown): boolean {
  // The low byte is the primary code, whatever extends it.
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY
}

/** Undefined where the holder has not written it yet, or something else has. */
function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder> | null
    return typeof holder?.pid === 'number' ? (holder as Holder) : undefined
  } catch {
    return undefined
  }
}

function inUse(folder: string, holder: Holder | undefined): Answer<never> {
  const who =
    holder === undefined
      ? 'in another process'
      : `as ${holder.kind === 'desktop' ? 'the desktop app' : 'forkyard serve'} in process ${holder.pid}`
  const state =
    holder !== undefined && isStoppedProcess(holder.pid)
      ? `, which was stopped by a signal (“kill -CONT ${holder.pid}” lets it go on)`
      : ''
  const where = holder?.address === undefined ? '' : `, at ${holder.address} (Enter in its terminal prints a link)`
  return failure(
    'not-available',
    `Forkyard already runs with the folder ${folder}, ${who}${state}${where}. Use that one, or end it first; ` +
      'to run a second one, set FORKYARD_HOME to another folder.',
    { details: { folder, ...holder } },
  )
}
