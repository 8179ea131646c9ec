import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Answer, Failure } from '../../src-main/contract/answer.ts'
import type { Notice, RequestInput, RequestName, RequestValue } from '../../src-main/contract/contract.ts'
import type { EndedRun, RunId } from '../../src-main/contract/run.ts'
import type { Settings } from '../../src-main/contract/settings.ts'
import type { Delta, Snapshot, Trouble } from '../../src-main/contract/snapshot.ts'
import { describeHost, openEngine, userEnvironment } from '../../src-main/engine/index.ts'
import type { Keyring } from '../../src-main/engine/data-folder/secret-key.ts'
import type { WorkerFiles } from '../../src-main/engine/functions/worker-programs.ts'
import { LocalSupervisor } from '../../src-main/supervisor/local.ts'
import type { Supervisor } from '../../src-main/supervisor/port.ts'
import { installation } from '../machine/programs.ts'
import { timeLimit } from '../machine/time-limit.ts'

/** An engine over real processes, and one client of it; closed with its folder when the test ends. */
export interface Rig {
  folder: string
  deltas: Delta[]
  /** When each of them came, by a clock that never jumps. */
  toldAt: number[]
  troubles: Trouble[]
  ask<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<Answer<RequestValue<Name>>>
  /** The value of a request that must succeed. */
  get<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestValue<Name>>
  /** The failure of a request that must fail, whatever its input. */
  refusal(name: unknown, input: unknown): Promise<Failure>
  /** Submits shell lines and gives their ids. */
  submit(...lines: string[]): Promise<RunId[]>
  snapshot(): Promise<Snapshot>
  /** Waits for these runs to end and gives them in this order. */
  ended(...runIds: RunId[]): Promise<EndedRun[]>
  /** Ends the engine; its folder goes with the test. Default: what runs is terminated. */
  close(running?: 'keep' | 'wait' | 'terminate'): Promise<void>
}

export async function makeRig(
  options: {
    size?: number
    grace?: number
    bootId?: string
    /** Of an earlier engine, whose test it is still. */
    folder?: string
    supervisor?: Promise<Supervisor>
    wrap?: (supervisor: Supervisor) => Supervisor
    defaults?: Partial<Settings>
    importLimit?: number
    /** In place of the application's own files. */
    files?: Partial<WorkerFiles>
    keyring?: Keyring
    /** In place of the storage's threads: a file of test/fixtures. */
    storage?: string
  } = {},
): Promise<Rig> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'forkyard-engine-')))
  const environment = userEnvironment(process.env)
  const local = new LocalSupervisor({ environment })
  const opened = await openEngine({
    supervisor: options.supervisor ?? options.wrap?.(local) ?? local,
    dataFolder: folder,
    storageEntry: options.storage
      ? new URL(`../fixtures/${options.storage}`, import.meta.url).pathname
      : installation.storageEntry,
    ...(options.keyring && { keyring: Promise.resolve(options.keyring) }),
    workers: {
      ...installation,
      ...options.files,
      ...(options.importLimit !== undefined && { importLimit: options.importLimit }),
    },
    compare: installation,
    bootId: options.bootId ?? 'this boot',
    environment,
    defaults: { gracePeriod: options.grace ?? 2_000, ...options.defaults },
    host: {
      ...describeHost({
        kind: 'headless',
        version: '0.0.0',
        dataFolder: folder,
        dataFolderFrom: 'environment',
        canChooseFolder: false,
        endsWithWindow: false,
      }),
      cpus: options.size ?? 2,
    },
  })
  if (!opened.ok) throw new Error(opened.message)
  const engine = opened.value
  const deltas: Delta[] = []
  const toldAt: number[] = []
  const troubles: Trouble[] = []
  const session = engine.openSession({
    deliver(notice: Notice) {
      if (notice.name === 'trouble') {
        troubles.push(notice.value)
        return
      }
      deltas.push(notice.value)
      toldAt.push(performance.now())
    },
  })
  let isClosed = false
  const rig: Rig = {
    folder,
    deltas,
    toldAt,
    troubles,
    ask: (name, input) => session.answer(name, input) as never,
    async get(name, input) {
      const answer = await rig.ask(name, input)
      if (!answer.ok) throw new Error(`${name}: ${answer.message}`)
      return answer.value
    },
    async refusal(name, input) {
      const answer = await session.answer(name, input)
      if (answer.ok) throw new Error(`${String(name)} was not refused`)
      return answer
    },
    submit: async (...lines) =>
      (await rig.get('submit', { tasks: lines.map((line) => ({ command: { kind: 'shell', line } })) })).runIds,
    snapshot: () => rig.get('subscribe', {}),
    async ended(...runIds) {
      // By no snapshot: what has changed up to one is in no delta any more.
      const found: EndedRun[] = []
      await until(async () => {
        const { ended, left } = await rig.get('waitForRuns', { runIds, wait: 1_000 })
        found.splice(0, Infinity, ...ended)
        return left.length === 0
      })
      return runIds.map((runId) => found.find((run) => run.runId === runId)).filter((run) => run !== undefined)
    },
    async close(running = 'terminate') {
      if (isClosed) return
      isClosed = true
      session.close()
      await engine.close(running)
    },
  }
  onTestFinished(async () => {
    await rig.close()
    await rm(folder, { recursive: true, force: true })
  })
  await rig.snapshot()
  return rig
}

/** Waits until the condition holds; fails after the time limit of a condition, saying which. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + timeLimit()
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** `homedir` for tests that compare with it. */
export const home = homedir()
