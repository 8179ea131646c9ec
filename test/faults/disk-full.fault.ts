import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { RequestInput } from '../../src-main/contract/contract.ts'
import type { EndedRun, RunId } from '../../src-main/contract/run.ts'
import type { Fault } from './fault.ts'
import { Host, dataFolderIn, endAll } from './host.ts'
import { waitUntil } from './wait-until.ts'

type Task = RequestInput<'submit'>['tasks'][number]

const shell = (line: string): Task => ({ command: { kind: 'shell', line } })

/** Bytes: with a few of these the database fills what is left of the disk. */
const bulk: Task = { command: { kind: 'argv', argv: ['true', 'x'.repeat(100_000)] } }

export const fault: Fault = {
  title:
    'The disk of the data folder (a tmpfs of 4 MB) fills up: by other files, by the database itself, and by a log; each time room is made again.',
  impossible() {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can mount a tmpfs'
    return undefined
  },
  async run({ folder }) {
    const disk = dataFolderIn(folder)
    mkdirSync(disk, { recursive: true, mode: 0o700 })
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'forkyard-fault', disk])
    try {
      const trial = new Trial(folder, await Host.start(folder))
      await trial.host.get('setPoolSize', { size: 4 })
      await trial.filledByOthers()
      await trial.filledByDatabase()
      await trial.filledByLog()
      await trial.host.end()
      expectSound(join(disk, 'forkyard.sqlite'), trial.acknowledged.size)
      const { acknowledged, refused } = trial
      return { acknowledged: acknowledged.size, 'acknowledged lost': 0, 'refused with a clear error': refused }
    } finally {
      await endAll(folder)
      execFileSync('umount', [disk])
    }
  },
}

class Trial {
  readonly host: Host
  readonly acknowledged = new Map<RunId, EndedRun['outcome']['kind']>()
  refused = 0
  readonly #folder: string

  constructor(folder: string, host: Host) {
    this.#folder = folder
    this.host = host
  }

  async filledByOthers(): Promise<void> {
    const signal = join(this.#folder, 'go')
    const sleeper = await this.#submit(shell('sleep 1000'), 'terminated')
    const exiting = await this.#submit(shell(`until [ -e ${signal} ]; do sleep 0.05; done; exit 7`), 'failed')
    await waitUntil('both to run', async () => {
      return (await this.host.get('listLive', {})).filter(({ state }) => state === 'running').length === 2
    })
    const ballast = fillUp(join(dataFolderIn(this.#folder), 'ballast'))
    await this.#submitUntilRefused(shell('true'))
    await this.#expectReads(sleeper)
    const terminated = this.host.client.request('terminate', { targets: [{ runId: sleeper }] })
    writeFileSync(signal, '')
    await waitUntil('the end of what was terminated on a full disk', async () => {
      return !(await this.host.get('listLive', {})).some(({ runId }) => runId === sleeper || runId === exiting)
    })
    await terminated
    rmSync(ballast)
    await this.#expectResumed()
  }

  async filledByDatabase(): Promise<void> {
    await this.host.get('pausePool', {})
    const { depth } = (await this.#submitUntilRefused(bulk)) ?? {}
    if (depth === 0) throw new Error('Nothing was taken before the disk was full.')
    await this.#expectReads([...this.acknowledged.keys()][0]!)
    execFileSync('mount', ['-o', 'remount,size=16m', dataFolderIn(this.#folder)])
    await this.host.get('resumePool', {})
    await this.#expectResumed()
  }

  async filledByLog(): Promise<void> {
    const writer = await this.#submit(shell('head -c 20000000 /dev/zero; exit 3'), 'failed')
    const { logFile = '' } = await waitUntil('the log to fill the disk', async () => {
      await this.#submitOnce(shell('true'))
      const described = await this.host.get('describeRun', { runId: writer })
      return described.run.phase !== 'live' && described.run.phase !== 'queued' && described
    })
    await this.#submitUntilRefused(bulk)
    await this.#expectReads(writer)
    truncateSync(logFile)
    await this.#expectResumed()
    const { run } = await this.host.get('describeRun', { runId: writer })
    if (run.phase !== 'ended' || !run.notes.some(({ kind }) => kind === 'log-disk-full'))
      throw new Error(`The run whose log filled the disk does not say so: ${JSON.stringify(run)}.`)
  }

  async #submit(task: Task, outcome: EndedRun['outcome']['kind']): Promise<RunId> {
    const { runIds } = await this.host.get('submit', { tasks: [task] })
    for (const runId of runIds) this.acknowledged.set(runId, outcome)
    return runIds[0]!
  }

  /** False where it was refused, as it should be. */
  async #submitOnce(task: Task): Promise<boolean> {
    const answer = await this.host.client.request('submit', { tasks: [task] })
    if (answer.ok) {
      for (const runId of answer.value.runIds) this.acknowledged.set(runId, 'succeeded')
      return true
    }
    if (answer.code !== 'storage-failed' || !answer.message.includes('the disk of the data folder is full'))
      throw new Error(`A submission on a full disk was answered with ${answer.code}: ${answer.message}`)
    this.refused++
    return false
  }

  async #submitUntilRefused(task: Task): Promise<{ depth: number } | undefined> {
    await waitUntil('a submission to be refused', async () => !(await this.#submitOnce(task)))
    return (await this.host.get('hostStatus', {})).pools[0]
  }

  async #expectReads(runId: RunId): Promise<void> {
    await this.host.get('listHistory', { count: 100 })
    await this.host.get('listHistory', { count: 100, text: 'true' })
    await this.host.get('describeRun', { runId })
    await this.host.get('listQueue', { offset: 0, count: 100 })
    await this.host.get('readOutput', { runId, from: 0, count: 1_000 })
  }

  /** Everything that was taken ends as it should, and new work is taken. */
  async #expectResumed(): Promise<void> {
    await waitUntil('a submission to be taken again', () => this.#submitOnce(shell('true')))
    const runIds = [...this.acknowledged.keys()]
    await waitUntil('the end of all', async () => {
      const { left } = await this.host.get('waitForRuns', { runIds, wait: 1_000 })
      return left.length === 0
    })
    const { ended, unknown } = await this.host.get('waitForRuns', { runIds })
    if (unknown.length > 0) throw new Error(`The runs ${unknown.join(', ')} are gone.`)
    for (const { runId, outcome } of ended) {
      const wanted = this.acknowledged.get(runId)
      const isRight =
        outcome.kind === wanted &&
        (outcome.kind !== 'failed' || (outcome.exitStatus !== 'threw' && 'code' in outcome.exitStatus))
      if (!isRight) throw new Error(`Run ${String(runId)} should be ${String(wanted)}: ${JSON.stringify(outcome)}.`)
    }
  }
}

/** Writes until nothing more fits; returns the file. */
function fillUp(file: string): string {
  const descriptor = openSync(file, 'w')
  for (let size = 1_048_576; size >= 1;) {
    try {
      if (writeSync(descriptor, Buffer.alloc(size)) < size) throw new Error('short')
    } catch {
      size = Math.floor(size / 2)
    }
  }
  closeSync(descriptor)
  return file
}

function expectSound(file: string, acknowledged: number): void {
  const database = new DatabaseSync(file, { readOnly: true })
  const check = database.prepare('PRAGMA quick_check').get()?.quick_check
  const runs = database.prepare("SELECT count(*) AS count FROM runs WHERE state = 'ended'").get()?.count
  database.close()
  if (check !== 'ok' || runs !== acknowledged)
    throw new Error(`The database has ${String(runs)} of ${String(acknowledged)} runs, and is ${String(check)}.`)
}
