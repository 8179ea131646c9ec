import { parentPort, workerData } from 'node:worker_threads'
import { Background } from './background.ts'
import { counter } from './counters.ts'
import { type OpenDatabase, markCleanEnd, openDatabase, openForReading, reopenDatabase } from './database.ts'
import { countDeletions } from './deletion-count.ts'
import { describe } from './failures.ts'
import type { FromReader, FromWriter, OpenRequest, ToReader, ToWriter } from './messages.ts'
import { Reader } from './reader.ts'
import { restore } from './restore.ts'
import { keepAside } from './set-aside.ts'
import { Writer } from './writer.ts'

/*
 * Entry of the threads that hold the database, started by storage-thread.ts and history-reader.ts: an fsync or a long
 * search never blocks the host's loop, and a search never holds up a commit.
 */

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
  const receive = (message: ToWriter): void => {
    switch (message.type) {
      case 'open':
        serving = open(message.request)
        break
      case 'reopen':
        serving = reopen(message.request)
        break
      case 'write':
        if (serving) write(serving, message)
        break
      case 'keep':
        serving?.background.keep(message)
        break
      case 'close':
        end(serving).catch(die)
    }
  }
  port?.on('message', (message: ToWriter) => {
    try {
      receive(message)
    } catch (error) {
      die(error)
    }
  })
}

/** Whoever waits for an answer is told by the end of the thread; another one is started in its place. */
function die(error: unknown): void {
  console.error('forkyard: the thread of the database ends because of an error:', error)
  process.exit(1)
}

function write({ writer, background }: Serving, { writes, number }: Extract<ToWriter, { type: 'write' }>): void {
  const { cleared, setAside, ...written } = writer.write(writes, number)
  for (const gone of cleared) tell({ type: 'forgotten', gone })
  const [first] = setAside
  if (first)
    tell({ type: 'set-aside', count: setAside.length, first: first.failure, file: keepAside(folder, setAside) })
  tell({ type: 'written', ...written })
  background.wake()
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
  const serving = serve(opened)
  tell({ type: 'opened', restored, lastBatch: counter(opened.database, 'batch') })
  return serving
}

function reopen(request: OpenRequest): Serving | undefined {
  const opened = reopenDatabase(request)
  if (!('database' in opened)) {
    tell({ type: 'not-opened', failure: opened })
    return undefined
  }
  const serving = serve(opened)
  tell({ type: 'reopened', lastBatch: counter(opened.database, 'batch') })
  return serving
}

function serve(opened: OpenDatabase): Serving {
  const { database, ids, commits } = opened
  return { opened, writer: new Writer(database, ids, commits), background: new Background(opened, folder, tell) }
}

function close({ database, ids, commits }: OpenDatabase): void {
  try {
    markCleanEnd(database)
    ids.end()
  } catch {
    // The next start checks the database, as after any unclean end.
  }
  commits.close()
  database.close()
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
      else if (message.type === 'find') tell({ type: 'found', number, runs: reader.find(message.runIds) })
      else tell({ type: 'deletions', number, ...countDeletions(database, message.keeping, message.now) })
    } catch (error) {
      tell({ type: 'failed', number, failure: describe(error) })
    }
  })
}
