import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { EndedRun, RunId } from '../../src-main/contract/run.ts'
import type { Fault } from './fault.ts'
import { fillDatabase } from './filled-database.ts'
import { Host, dataFolderIn, endAll, supervisorsOf } from './host.ts'
import { waitUntil } from './wait-until.ts'

/** Seconds. */
const day = 24 * 60 * 60
const shifts = [day, 0, -day, 0]
/** Of one start each, and whether the person is told of it. */
const jumps = [
  { shift: 365 * day, isStrange: true },
  { shift: -3_650 * day, isStrange: true },
  { shift: -2 * 60 * 60, isStrange: false },
]

/** Old runs by their place in the history, and how many days ago they ended. The history keeps 90 days. */
const marker = { sequence: 1, days: 89.5 }
const kept = { sequence: 2, days: 88 }
const content = { ended: 100, queued: 0 }

export const fault: Fault = {
  title:
    'The clock of host and supervisor goes a day forward, back, a day back, and forward again, while runs wait and run; each time the host is killed with -9. Then it is a year ahead, ten years back and two hours back for one start each.',
  impossible() {
    if (process.platform !== 'linux') return 'a library is preloaded, as Linux does it'
    return spawnSync('gcc', ['--version']).status === 0 ? undefined : 'gcc is missing'
  },
  async run({ folder }) {
    const trial = new Trial(folder)
    try {
      return await trial.run()
    } finally {
      await endAll(folder)
    }
  },
}

class Trial {
  readonly #folder: string
  readonly #dataFolder: string
  readonly #begin = performance.now()
  readonly #taken: RunId[] = []
  #phase = 0

  constructor(folder: string) {
    this.#folder = folder
    this.#dataFolder = dataFolderIn(folder)
  }

  async run(): Promise<Record<string, number>> {
    mkdirSync(this.#dataFolder, { recursive: true, mode: 0o700 })
    this.#fill()
    const library = join(this.#folder, 'clock.so')
    execFileSync('gcc', ['-shared', '-fPIC', '-o', library, join(import.meta.dirname, 'shifted-clock.c')])
    this.#shift(0)
    const preloaded = { LD_PRELOAD: library, FORKYARD_CLOCK: this.#clockFile }
    let host = await Host.start(this.#folder, preloaded)
    await host.get('setPoolSize', { size: 3 })
    await waitUntil('a backup', () => this.#backups().length > 0)
    this.#expectPreloaded(host)
    for (const shift of shifts) {
      await this.#submit(host)
      this.#shift(shift)
      await this.#submit(host)
      this.#letEnd()
      await this.#submit(host)
      await host.kill()
      host = await Host.start(this.#folder, preloaded)
      this.#letEnd()
      await waitUntil('the end of all', async () => {
        return (await host.get('waitForRuns', { runIds: this.#taken, wait: 1_000 })).left.length === 0
      })
      if (shift === day) await this.#expectRetention(host)
    }
    const { runs } = await host.get('listHistory', { count: 500 })
    this.#expectDurations(runs)
    if (runs.length !== this.#taken.length + content.ended - 1)
      throw new Error(`The history has ${String(runs.length)} runs.`)
    await host.end()
    for (const jump of jumps) await this.#expectNothingDeleted(jump, preloaded)
    this.#expectBackups()
    return {
      jumps: shifts.length + jumps.length,
      runs: this.#taken.length,
      'negative durations': 0,
      'deleted too early': 0,
    }
  }

  get #clockFile(): string {
    return join(this.#folder, 'clock')
  }

  #fill(): void {
    fillDatabase(this.#dataFolder, content)
    const database = new DatabaseSync(join(this.#dataFolder, 'forkyard.sqlite'))
    for (const { sequence, days } of [marker, kept]) {
      const endedAt = Math.round(Date.now() - days * day * 1_000)
      database.prepare('UPDATE runs SET ended_at = ? WHERE sequence = ?').run(endedAt, sequence)
    }
    database.exec('DELETE FROM settings; UPDATE pools SET is_paused = 0')
    database.close()
  }

  #shift(seconds: number): void {
    writeFileSync(this.#clockFile, String(seconds))
  }

  /** Both take their time from the library. */
  #expectPreloaded(host: Host): void {
    for (const pid of [host.pid, ...supervisorsOf(this.#folder)]) {
      if (!readFileSync(`/proc/${String(pid)}/maps`, 'utf8').includes('clock.so'))
        throw new Error(`The process ${String(pid)} does not have the shifted clock.`)
    }
  }

  /** Two that run across whatever comes, and more than there is room for. */
  async #submit(host: Host): Promise<void> {
    const line = `until [ -e ${join(this.#folder, `go-${String(this.#phase)}`)} ]; do sleep 0.05; done`
    const across = { command: { kind: 'shell' as const, line } }
    const short = { command: { kind: 'argv' as const, argv: ['true'] } }
    const { runIds } = await host.get('submit', { tasks: [across, across, short, short] })
    this.#taken.push(...runIds)
    await waitUntil('something to run', async () =>
      (await host.get('listLive', {})).some(({ pid }) => pid !== undefined),
    )
  }

  #letEnd(): void {
    writeFileSync(join(this.#folder, `go-${String(this.#phase++)}`), '')
  }

  async #expectRetention(host: Host): Promise<void> {
    await host.get('changeSettings', { keptDays: 90 })
    const sequences = async (): Promise<number[]> =>
      (await host.get('listHistory', { count: 10, before: 11 })).runs.map(({ sequence }) => sequence)
    await waitUntil('what is 90 days old to go', async () => !(await sequences()).includes(marker.sequence))
    if ((await sequences()).length !== 9) throw new Error('More was deleted than what had ended 90 days before.')
  }

  /** By its number one run goes in each round: what else goes would go for its age. */
  async #expectNothingDeleted(
    { shift, isStrange }: (typeof jumps)[number],
    preloaded: Record<string, string>,
  ): Promise<void> {
    const words = join(this.#folder, 'host.log')
    const said = readFileSync(words, 'utf8').length
    this.#shift(shift)
    const host = await Host.start(this.#folder, preloaded)
    const count = async (): Promise<number> => (await host.get('listHistory', { count: 1 })).total ?? 0
    const before = await count()
    await host.get('changeSettings', { keptDays: 90, keptRuns: before - 1 })
    await waitUntil('a round of retention', async () => (await count()) < before)
    const isTold = readFileSync(words, 'utf8').slice(said).includes('The clock of this computer shows')
    if ((await count()) !== before - 1 || isTold !== isStrange)
      throw new Error(
        `With a clock shifted by ${String(shift)} s, ${String(await count())} of ${String(before)} are left.`,
      )
    await host.end()
  }

  #expectDurations(runs: EndedRun[]): void {
    const elapsed = performance.now() - this.#begin
    for (const { runId, waitTime, runTime = 0, outcome } of runs) {
      const isOurs = this.#taken.includes(runId)
      // The wait of what was queued before a start is told by the clock that jumps.
      const isRight =
        waitTime >= 0 && runTime >= 0 && (!isOurs || (runTime < elapsed && waitTime < day * 1_000 + elapsed))
      if (!isRight || (isOurs && outcome.kind !== 'succeeded'))
        throw new Error(`Run ${String(runId)}: ${JSON.stringify({ waitTime, runTime, outcome })}.`)
    }
  }

  #backups(): string[] {
    const folder = join(this.#dataFolder, 'backups')
    if (!existsSync(folder)) return []
    return readdirSync(folder).map((file) => join(folder, file))
  }

  #expectBackups(): void {
    const backups = this.#backups().filter((file) => file.endsWith('.sqlite'))
    if (backups.length === 0 || backups.length > 3) throw new Error(`There are ${String(backups.length)} backups.`)
    for (const file of backups) {
      const database = new DatabaseSync(file, { readOnly: true })
      const check = database.prepare('PRAGMA quick_check').get()?.quick_check
      database.close()
      if (check !== 'ok') throw new Error(`The backup ${file} is ${String(check)}.`)
    }
  }
}
