import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { EndedRun, Outcome, RunId } from '../../src-main/contract/run.ts'
import { SecretKey } from '../../src-main/engine/data-folder/secret-key.ts'
import { openDatabase } from '../../src-main/engine/storage/database.ts'
import { restore } from '../../src-main/engine/storage/restore.ts'
import { pretendRestart } from './another-boot.ts'
import { compile, whyNoCompiler } from './compile.ts'
import type { Fault } from './fault.ts'
import { Host, dataFolderIn, endAll } from './host.ts'
import { ModelledDisk, randomFrom } from './modelled-disk.ts'
import { Promises } from './promises.ts'
import { type Traced, readTrace } from './trace.ts'

/** `hosts`: how many of the cuts a whole host is started on, the storage alone on the others. */
const extents = {
  short: { lives: 1, life: 1_000, cuts: 15, hosts: 1 },
  long: { lives: 3, life: 12_000, cuts: 600, hosts: 8 },
}

/** Clients that submit at the same time: one commit serves several. */
const clients = 8

export const fault: Fault = {
  title:
    'The power goes at any moment, by a model: of what the host wrote survives what it had synced, and by chance some of the rest, torn in sectors.',
  impossible: () => (process.platform === 'linux' ? whyNoCompiler() : 'LD_PRELOAD is of Linux'),
  async run({ extent, folder }) {
    const { lives, life, cuts, hosts } = extents[extent]
    const trace = join(folder, 'trace')
    const promises = new Promises(folder, trace)
    try {
      const dataFolder = dataFolderIn(folder)
      mkdirSync(dataFolder)
      const library = join(folder, 'trace-writes.so')
      compile('trace-writes.c', library, '-shared', '-fPIC', '-ldl', '-lpthread')
      for (let count = 0; count < lives; count++) {
        const host = await Host.start(folder, { LD_PRELOAD: library, TRACE_FOLDER: dataFolder, TRACE_FILE: trace })
        await host.get('setPoolSize', { size: 8 })
        await Promise.all(Array.from({ length: clients }, () => promises.gather(host, life)))
        // Every other one ends in good order: then the database's log is removed, and made anew by the next.
        await (count % 2 === 0 ? host.kill() : host.end())
      }
      await endAll(folder)
      const operations = readTrace(trace)
      const seed = Date.now() % 2 ** 32
      const seen = await cutThePower({ operations, promises, folder, cuts, hosts, seed }).catch((error: unknown) => {
        throw new Error(`With seed ${String(seed)}: ${String(error)}`, { cause: error })
      })
      return {
        operations: operations.length,
        syncs: operations.filter(({ kind }) => kind === 'synced').length,
        cuts,
        'of these with a host': hosts,
        acknowledged: promises.acknowledged.size,
        lost: 0,
        outcomes: promises.outcomes.size,
        changed: 0,
        'alive, so lost (machine restarted)': seen,
      }
    } finally {
      await endAll(folder)
    }
  },
}

interface Cutting {
  operations: Traced[]
  promises: Promises
  folder: string
  cuts: number
  hosts: number
  seed: number
}

/** Returns how many runs a host found to have been alive. */
async function cutThePower({ operations, promises, folder, cuts, hosts, seed }: Cutting): Promise<number> {
  const random = randomFrom(seed)
  const key = readFileSync(join(dataFolderIn(folder), 'secret.key'), 'utf8')
  const disk = new ModelledDisk(statSync(dataFolderIn(folder)).ino)
  const places = Array.from({ length: cuts }, () => Math.floor(random() * operations.length)).sort((a, b) => a - b)
  const withHost = new Set(Array.from({ length: hosts }, (_, index) => Math.floor(((index + 1) * cuts) / (hosts + 1))))
  let alive = 0
  let next = 0
  for (const [index, place] of places.entries()) {
    for (; next <= place; next++) disk.apply(operations[next] ?? fail())
    const length = operations[place]?.end ?? 0
    const survived = join(folder, `cut-${String(index)}`)
    disk.survive(dataFolderIn(survived), random)
    checkStorage(dataFolderIn(survived), length, promises)
    const isPromised = [...promises.acknowledged.values()].some((since) => since <= length)
    if (isPromised) await checkKey(dataFolderIn(survived), key)
    if (withHost.has(index)) alive += await checkHost(survived, length, promises)
    rmSync(survived, { recursive: true })
  }
  return alive
}

function fail(): never {
  throw new Error('The trace is shorter than it was.')
}

function checkStorage(dataFolder: string, length: number, promises: Promises): void {
  mkdirSync(dataFolder, { recursive: true })
  const opened = openDatabase({ folder: dataFolder, onDamage: 'refuse' })
  if (!('database' in opened)) throw new Error(`The database could not be opened: ${JSON.stringify(opened)}`)
  const { database } = opened
  try {
    const [first] = database.prepare('PRAGMA integrity_check').all()
    if (first?.integrity_check !== 'ok') throw new Error(`integrity_check: ${String(first?.integrity_check)}`)
    restore(opened, () => undefined)
    const rows = database.prepare('SELECT run_id, outcome_detail FROM runs').all() as {
      run_id: RunId
      outcome_detail: string | null
    }[]
    const outcomes = new Map(
      rows.map((row) => [
        row.run_id,
        row.outcome_detail === null ? ('none yet' as const) : (JSON.parse(row.outcome_detail) as Outcome),
      ]),
    )
    promises.check(length, (runId) => outcomes.get(runId))
  } finally {
    database.close()
  }
}

async function checkKey(dataFolder: string, key: string): Promise<void> {
  await SecretKey.load(dataFolder, undefined)
  if (readFileSync(join(dataFolder, 'secret.key'), 'utf8') !== key) throw new Error('The key of the secrets is lost.')
}

/** Returns how many runs were alive. */
async function checkHost(folder: string, length: number, promises: Promises): Promise<number> {
  pretendRestart(dataFolderIn(folder))
  const host = await Host.start(folder)
  try {
    await host.get('resumePool', {})
    const found = new Map<RunId, EndedRun>()
    const promised = [...promises.acknowledged].filter(([, since]) => since <= length).map(([runId]) => runId)
    const { recovery } = await host.get('subscribe', {})
    for (let from = 0; from < promised.length; from += 1_000) {
      const runIds = promised.slice(from, from + 1_000)
      const { ended, unknown } = await host.get('waitForRuns', { runIds, wait: 30_000 })
      if (unknown.length > 0) throw new Error(`Runs ${unknown.join(', ')} were acknowledged, and are lost.`)
      for (const run of ended) found.set(run.runId, run)
    }
    promises.check(length, (runId) =>
      promised.includes(runId) ? (found.get(runId)?.outcome ?? 'none yet') : undefined,
    )
    const lost = [...found.values()].filter(({ outcome }) => outcome.kind === 'lost')
    const others = lost.filter(({ outcome }) => outcome.kind === 'lost' && outcome.code !== 'machine-restarted')
    if (others.length > 0) throw new Error(`Alive then, and now: ${JSON.stringify(others[0]?.outcome)}`)
    if ((recovery?.running ?? 0) + (recovery?.ended ?? 0) + (recovery?.requeued ?? 0) > 0)
      throw new Error(`The host took something up that the power loss had ended: ${JSON.stringify(recovery)}`)
    return recovery?.lost.length ?? 0
  } finally {
    await endAll(folder)
  }
}
