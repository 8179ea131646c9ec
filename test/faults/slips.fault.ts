import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RequestInput, RequestName, RequestValue } from '../../src-main/contract/contract.ts'
import type { Answer } from '../../src-main/contract/answer.ts'
import type { EndedRun, RunId } from '../../src-main/contract/run.ts'
import { timeLimit } from '../machine/time-limit.ts'
import type { Fault } from './fault.ts'
import { Host, endAll } from './host.ts'
import { waitUntil } from './wait-until.ts'

const slots = 4

/** Rounds of runs, and of how many callbacks one makes a mistake. */
const extents = { short: { rounds: 3, chance: 0.02 }, long: { rounds: 60, chance: 0.02 } }

const work = `
export const add = (a, b) => a + b
export const later = (value) => new Promise((resolve) => setTimeout(resolve, 20, value))
`

export const fault: Fault = {
  title:
    'Host, supervisor, workers, comparison and the database’s reader throw in timers and listeners, leave rejected promises, and cannot open files; a change of a run is left half done.',
  async run({ extent, folder }) {
    const { rounds, chance } = extents[extent]
    const url = pathToFileURL(join(import.meta.dirname, '../fixtures/slips.mjs'))
    url.searchParams.set('chance', String(chance))
    url.searchParams.set('folder', folder)
    writeFileSync(join(folder, 'work.mjs'), work)
    try {
      const host = await Host.start(folder, { NODE_OPTIONS: `--import=${url.href}` })
      writeFileSync(join(folder, 'up'), '')
      const trial = new Trial(folder, host)
      await trial.insist('setPoolSize', { size: slots })
      for (let round = 0; round < rounds; round++) await trial.round(round)
      await trial.breakEngine()
      await trial.countSlots()
      const ended = host.end()
      await within('the end of the host', ended)
      const slips = readFileSync(join(folder, 'slips'), 'utf8').trim().split('\n')
      const roles = Object.groupBy(slips, (line) => line.split(' ', 1)[0] ?? '')
      return {
        mistakes: slips.length,
        ...Object.fromEntries(Object.entries(roles).map(([role, lines]) => [`in ${role}`, lines?.length ?? 0])),
        ...trial.figures,
        'lost exit statuses': 0,
        'requests without an answer': 0,
      }
    } finally {
      await endAll(folder)
    }
  },
}

class Trial {
  readonly figures = { commands: 0, functions: 0, requests: 0, 'refused requests': 0 }
  readonly #folder: string
  readonly #host: Host

  constructor(folder: string, host: Host) {
    this.#folder = folder
    this.#host = host
  }

  /** Commands with exit statuses of their own, functions, and requests of every kind meanwhile. */
  async round(number: number): Promise<void> {
    const statuses = [0, 3, 5, 7]
    const commands = await this.#submit(
      statuses.map((status) => ({ kind: 'shell' as const, line: `sleep 0.1; exit ${String(status)}` })),
    )
    const module = join(this.#folder, 'work.mjs')
    const functions = await this.#submit(
      ['add', 'later'].map((name) => ({ kind: 'function' as const, module, name, args: [1, 2] })),
    )
    const [retired] = await this.#submit([{ kind: 'shell', line: 'sleep 1000' }])
    await Promise.all([
      this.ask('listLive', {}),
      this.ask('listHistory', { count: 10 }),
      this.ask('hostStatus', {}),
      this.ask('listFolders', { folder: this.#folder }),
      ...(number === 0 ? [this.#compare(module)] : []),
    ])
    if (retired !== undefined) await waitUntil('its end', () => this.#terminate(retired))
    const ends = await this.#whenEnded([...commands, ...functions])
    for (const [index, runId] of commands.entries()) {
      const outcome = ends.get(runId)?.outcome
      const code = statuses[index]
      const isRight =
        outcome && 'exitStatus' in outcome && JSON.stringify(outcome.exitStatus) === JSON.stringify({ code })
      if (!isRight) throw new Error(`A command that exited with ${String(code)} is ${JSON.stringify(outcome)}.`)
    }
    this.figures.commands += commands.length
    this.figures.functions += functions.length
  }

  /** The engine is opened again, and what runs is taken up with its exit status. */
  async breakEngine(): Promise<void> {
    // A client that is told of changes takes part in each.
    await this.insist('subscribe', {})
    const [runId] = await this.#submit([{ kind: 'shell', line: 'until [ -e go ]; do sleep 0.05; done; exit 9' }])
    if (runId === undefined) throw new Error('It was not submitted.')
    await waitUntil('its start', async () => {
      const live = await this.ask('listLive', {})
      return live.ok && live.value.some((run) => run.runId === runId && run.pid !== undefined)
    })
    process.kill(this.#host.pid, 'SIGUSR2')
    // Some change of a run, which is left half done.
    await this.ask('submit', { tasks: [{ command: { kind: 'shell', line: 'true' }, folder: this.#folder }] })
    const hostLog = join(this.#folder, 'host.log')
    await waitUntil('the mistake', () => readFileSync(hostLog, 'utf8').includes('a slip in a change of a run'))
    writeFileSync(join(this.#folder, 'go'), '')
    const outcome = (await this.#whenEnded([runId])).get(runId)?.outcome
    if (JSON.stringify(outcome).includes('"code":9')) return
    throw new Error(`What ran while the engine was opened again is ${JSON.stringify(outcome)}.`)
  }

  /** All slots can be taken at the same time. */
  async countSlots(): Promise<void> {
    const runIds = await this.#submit(
      Array.from({ length: slots }, () => ({ kind: 'shell' as const, line: 'sleep 1000' })),
    )
    await waitUntil('every slot', async () => {
      const live = await this.ask('listLive', {})
      return live.ok && runIds.every((runId) => live.value.some((run) => run.runId === runId && run.pid !== undefined))
    })
    for (const runId of runIds) await waitUntil('its end', () => this.#terminate(runId))
  }

  /** Answered in any way. */
  async ask<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<Answer<RequestValue<Name>>> {
    const answer = await within(`the answer to ${name}`, this.#host.client.request(name, input))
    this.figures.requests++
    if (!answer.ok) this.figures['refused requests']++
    return answer
  }

  /** Until it is done. */
  async insist<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestValue<Name>> {
    const { value } = await waitUntil(name, async () => {
      const answer = await this.ask(name, input)
      return answer.ok && { value: answer.value }
    })
    return value
  }

  async #submit(commands: RequestInput<'submit'>['tasks'][number]['command'][]): Promise<RunId[]> {
    const tasks = commands.map((command) => ({ command, folder: this.#folder }))
    return (await this.insist('submit', { tasks })).runIds
  }

  async #terminate(runId: RunId): Promise<boolean> {
    await this.ask('kill', { targets: [{ runId }] })
    const { left } = await this.insist('waitForRuns', { runIds: [runId] })
    return left.length === 0
  }

  async #whenEnded(runIds: RunId[]): Promise<Map<RunId, EndedRun>> {
    const ended = new Map<RunId, EndedRun>()
    await waitUntil('the end of runs', async () => {
      const answer = await this.ask('waitForRuns', { runIds, wait: 1_000 })
      if (!answer.ok || answer.value.left.length > 0) return false
      for (const run of answer.value.ended) ended.set(run.runId, run)
      return ended.size === runIds.length
    })
    return ended
  }

  /** It may fail, but ends. */
  async #compare(module: string): Promise<void> {
    const started = await this.ask('startComparison', {
      call: { module, name: 'add', args: [1, 2] },
      times: 4,
      workers: 2,
    })
    if (!started.ok) return
    const { comparisonId } = started.value
    await waitUntil('the end of the comparison', async () => {
      const answer = await this.ask('readComparison', { comparisonId, wait: 0 })
      // Opened again, the engine knows it no more.
      return !answer.ok || answer.value.phase.kind !== 'running'
    })
  }
}

async function within<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`Waited in vain for ${what}.`)), timeLimit(60_000))
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
