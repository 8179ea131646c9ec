import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { type OpenDatabase, markCleanEnd, openDatabase, openForReading } from './database.ts'
import { backUpIfDue } from './backups.ts'
import type { FromReader, FromWriter, OpenRequest, ToReader, ToWriter } from './messages.ts'
import { Reader } from './reader.ts'
import { restore } from './restore.ts'
import { type Keeping, Retention } from './retention.ts'
import { TextIndex } from './text-index.ts'
import { Writer, describe } from './writer.ts'

/*
 * Entry of the threads that hold the database, started by storage-thread.ts and history-reader.ts: an fsync or a long
 * search never blocks the host's loop, and a search never holds up a commit.
 */

/** Milliseconds of quiet before the background's first step, and between its steps. */
const pauses = { quiet: 300, step: 2 }

/** Milliseconds between two rounds of retention. */
const round = 60_000

const port = parentPort
if (!port) throw new Error('This is a thread’s entry.')
const { role, folder } = workerData as { role: 'writer' | 'reader'; folder: string }
const tell = (message: FromWriter | FromReader): void => {
  port.postMessage(message)
}

if (role === 'writer') serveWriting()
else serveReading()

function serveWriting(): void {
  let serving: Serving | undefined
  port?.on('message', (message: ToWriter) => {
    switch (message.type) {
      case 'open':
        serving = open(message.request)
        break
      case 'write':
        if (serving) tell({ type: 'written', ...serving.writer.write(message.writes) })
        serving?.background.wake()
        break
      case 'keep':
        serving?.background.keep(message)
        break
      case 'close':
        void end(serving)
    }
  })
}

async function end(serving: Serving | undefined): Promise<void> {
  await serving?.background.stop()
  if (serving) close(serving.opened)
  tell({ type: 'closed' })
  port?.close()
}

interface Serving {
  opened: OpenDatabase
  writer: Writer
  background: Background
}

function open(request: OpenRequest): Serving | undefined {
  const opened = openDatabase(request)
  if (!('database' in opened)) {
    tell({ type: 'not-opened', failure: opened })
    return undefined
  }
  const restored = restore(opened, (slice) => {
    tell({ type: 'queued', slice })
  })
  const background = new Background(opened)
  tell({ type: 'opened', restored })
  return { opened, writer: new Writer(opened.database, opened.ids), background }
}

function close({ database, ids }: OpenDatabase): void {
  try {
    markCleanEnd(database)
    ids.end()
  } catch {
    // The next start checks the database, as after any unclean end.
  }
  database.close()
}

/** Full-text index, retention and backups, in short steps while nothing is written. */
class Background {
  readonly #opened: OpenDatabase
  readonly #index: TextIndex
  readonly #retention: Retention
  #keeping: Keeping | undefined
  #isRetentionDue = false
  #isBackupDue = true
  #timer: NodeJS.Timeout | undefined
  readonly #rounds: NodeJS.Timeout
  readonly #stopping = new AbortController()
  #backup: Promise<void> | undefined

  constructor(opened: OpenDatabase) {
    this.#opened = opened
    const logFolder = join(folder, 'logs')
    this.#index = new TextIndex(opened.database, logFolder)
    this.#retention = new Retention(opened.database, logFolder)
    this.#rounds = setInterval(() => {
      this.#isRetentionDue = true
      this.#isBackupDue = true
      this.wake()
    }, round)
  }

  keep(keeping: Keeping): void {
    this.#keeping = keeping
    this.#isRetentionDue = true
    this.wake()
  }

  /** Something was written: waits for quiet, but not for ever. */
  wake(): void {
    this.#timer ??= setTimeout(() => {
      this.#step()
    }, pauses.quiet)
  }

  /** Resolves when nothing of it works any more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    clearInterval(this.#rounds)
    this.#stopping.abort()
    await this.#backup
  }

  #step(): void {
    this.#timer = undefined
    try {
      if (this.#advance()) this.#timer = setTimeout(() => this.#step(), pauses.step)
    } catch (error) {
      // A full disk, say: the next round tries again.
      report(error)
    }
  }

  /** False where nothing is left to do. */
  #advance(): boolean {
    if (this.#index.advance()) return true
    if (this.#isRetentionDue && this.#keeping) {
      const { forgotten, outcomes, logsRemoved, isDone } = this.#retention.advance(this.#keeping, Date.now())
      if (forgotten.length > 0) tell({ type: 'forgotten', runIds: forgotten, outcomes })
      if (logsRemoved.length > 0) tell({ type: 'logs-removed', runs: logsRemoved })
      this.#isRetentionDue = !isDone
      return true
    }
    if (this.#isBackupDue) {
      this.#isBackupDue = false
      this.#backup = this.#backUp().catch(report)
    }
    return false
  }

  async #backUp(): Promise<void> {
    const isMade = await backUpIfDue(this.#opened.database, folder, this.#stopping.signal)
    if (isMade && !this.#stopping.signal.aborted) this.#opened.ids.renewMark()
  }
}

function report(error: unknown): void {
  console.error('forkyard: the background work on the database failed:', describe(error).message)
}

function serveReading(): void {
  const database = openForReading(folder)
  const reader = new Reader(database)
  port?.on('message', (message: ToReader) => {
    if (message.type === 'close') {
      database.close()
      tell({ type: 'closed' })
      port.close()
      return
    }
    const { number } = message
    try {
      if (message.type === 'page') tell({ type: 'page', number, ...reader.page(message.query) })
      else tell({ type: 'found', number, runs: reader.find(message.runIds) })
    } catch (error) {
      tell({ type: 'failed', number, failure: describe(error) })
    }
  })
}
