import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Outcome, RunId } from '../../../src-main/contract/run.ts'
import { logFile } from '../../../src-main/engine/runs/log-file.ts'
import { type OpenDatabase, markCleanEnd, openDatabase } from '../../../src-main/engine/storage/database.ts'
import { counter } from '../../../src-main/engine/storage/counters.ts'
import type { FactWrite, OnDamage, OpenFailure, RequestedWrite } from '../../../src-main/engine/storage/messages.ts'
import { type Written, Writer } from '../../../src-main/engine/storage/writer.ts'

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'forkyard-storage-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** The database of a folder as the storage thread has it, without the thread. */
export class Store {
  readonly opened: OpenDatabase
  readonly folder: string
  readonly writer: Writer
  #sequence: number
  #batch: number

  private constructor(opened: OpenDatabase, folder: string) {
    this.opened = opened
    this.folder = folder
    this.writer = new Writer(opened.database, opened.ids, opened.commits)
    this.#sequence = counter(opened.database, 'last_sequence')
    this.#batch = counter(opened.database, 'batch')
  }

  static open(folder: string, onDamage: OnDamage = 'refuse'): Store {
    const opened = openDatabase({ folder, onDamage })
    if (!('database' in opened)) throw new Error(`It was not opened: ${JSON.stringify(opened)}`)
    const store = new Store(opened, folder)
    onTestFinished(() => {
      if (opened.database.isOpen) opened.database.close()
    })
    return store
  }

  get database(): OpenDatabase['database'] {
    return this.opened.database
  }

  /** What the next run's id will be, as a host takes it. */
  get nextId(): number {
    return counter(this.database, 'last_run') + 1
  }

  write(...writes: (RequestedWrite | FactWrite)[]): Written {
    return this.writer.write(writes, ++this.#batch)
  }

  /** Queues so many runs and gives their ids. */
  submit(count: number): RunId[] {
    const runIds = Array.from({ length: count }, (_, index) => (this.nextId + index) as RunId)
    const taskId = counter(this.database, 'last_task') + 1
    const task = {
      taskId,
      name: 'task',
      command: '{"kind":"shell","line":"echo needle"}',
      folder: '/',
      options: '{}',
    }
    const { requests } = this.write({
      type: 'submit',
      pool: 'default',
      tasks: [task],
      runs: runIds.map((runId) => ({
        ...{ runId, taskId, repetition: 0, queuedAt: 1, order: runId, attempt: 0, refusals: null },
      })),
    })
    if (requests) throw new Error(requests.message)
    return runIds
  }

  /** One that has ended, with a log of its own. */
  end(runId: RunId, { endedAt = Date.now(), outcome = succeeded, ...rest }: Partial<Ended> = {}): Ended {
    writeLog(this.folder, runId)
    const ended: Ended = {
      ...{ type: 'ended', runId, sequence: ++this.#sequence, attempt: 1, outcome, notes: [], endedAt, waitTime: 1 },
      ...{ runTime: 1, pid: 4_000, startedAt: endedAt - 1, logBytes: 5, ...rest },
    }
    this.write(ended)
    return ended
  }

  /** Runs that have ended at these times. */
  ended(...times: number[]): RunId[] {
    return times.map((endedAt) => {
      const [runId] = this.submit(1) as [RunId]
      this.end(runId, { endedAt })
      return runId
    })
  }

  /** The runs that are still there. */
  get runIds(): RunId[] {
    return this.database
      .prepare('SELECT run_id FROM runs ORDER BY run_id')
      .all()
      .map(({ run_id }) => Number(run_id) as RunId)
  }

  /** As after an end in good order. */
  close(): void {
    markCleanEnd(this.database)
    this.opened.ids.end()
    this.opened.commits.close()
    this.database.close()
  }
}

type Ended = Extract<FactWrite, { type: 'ended' }>

const succeeded: Outcome = { kind: 'succeeded', exitStatus: { code: 0 } }

export function writeLog(folder: string, runId: number, attempt = 1): string {
  const file = logFile(join(folder, 'logs'), runId as RunId, attempt)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, 'hello')
  return file
}

/** Why the database of the folder is refused. */
export function refusalOf(folder: string, onDamage: OnDamage = 'refuse'): OpenFailure {
  const opened = openDatabase({ folder, onDamage })
  if (!('database' in opened)) return opened
  opened.database.close()
  throw new Error('It was opened.')
}
