import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunId } from '../../src-main/contract/run.ts'
import type { ProgramCommand } from '../../src-main/contract/command.ts'
import type { AttemptKey, LaunchRequest, Supervisor, SupervisorEvent } from '../../src-main/supervisor/port.ts'
import { endSupervisors } from './end-supervisors.ts'
import { processesWith } from './processes.ts'
import { until } from './until.ts'

type EventOf<Type extends SupervisorEvent['type']> = Extract<SupervisorEvent, { type: Type }>

/** Every process that a trial starts carries this variable, so that what was left behind is found. */
const trialName = 'FORKYARD_TRIAL'

/** What tasks build on in the tests. */
export const baseEnvironment = { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8', FROM_BASE: 'base' }

export const argv = (...items: string[]): ProgramCommand => ({ kind: 'argv', argv: items })
export const shell = (line: string): ProgramCommand => ({ kind: 'shell', line })

/** A supervisor with a folder of its own, and everything that it told. */
export class Trial {
  readonly folder = mkdtempSync(join(tmpdir(), 'forkyard-supervisor-'))
  readonly events: SupervisorEvent[] = []
  #supervisor: Supervisor | undefined
  #runs = 0

  async open(make: (trial: Trial) => Supervisor | Promise<Supervisor>): Promise<void> {
    mkdirSync(join(this.folder, 'logs'), { recursive: true })
    this.#supervisor = await make(this)
    this.#supervisor.onEvent((event) => this.events.push(event))
  }

  get supervisor(): Supervisor {
    if (!this.#supervisor) throw new Error('The trial is not open.')
    return this.#supervisor
  }

  get lastRun(): RunId {
    return this.#runs as RunId
  }

  /** The next run, to be launched with this. */
  request(command: ProgramCommand, { environment, ...more }: Partial<LaunchRequest> = {}): LaunchRequest {
    const runId = ++this.#runs as RunId
    const logFile = join(this.folder, 'logs', `${String(runId)}.log`)
    const marked = { ...environment, [trialName]: this.folder }
    return { runId, attempt: 1, command, folder: this.folder, logFile, ...more, environment: marked }
  }

  launch(command: ProgramCommand, more?: Partial<LaunchRequest>): AttemptKey & { logFile: string } {
    const request = this.request(command, more)
    this.supervisor.launch(request)
    const { runId, attempt, logFile } = request
    return { runId, attempt, logFile }
  }

  /** The first event of this kind for an attempt, now or later. */
  async event<Type extends 'started' | 'start-failed' | 'exited' | 'found' | 'log-cut'>(
    type: Type,
    key: AttemptKey,
  ): Promise<EventOf<Type>> {
    return until(`${type} of run ${String(key.runId)}`, () =>
      this.events.find(
        (event): event is EventOf<Type> =>
          event.type === type && event.runId === key.runId && event.attempt === key.attempt,
      ),
    )
  }

  /** Runs to its end: the exit status, and what it printed. */
  async run(command: ProgramCommand, more?: Partial<LaunchRequest>): Promise<EventOf<'exited'> & { output: string }> {
    const key = this.launch(command, more)
    const exited = await this.event('exited', key)
    return { ...exited, output: readFileSync(key.logFile, 'utf8') }
  }

  /** Waits until a run has printed this. */
  async printed(key: { logFile: string }, text: string | RegExp): Promise<string> {
    return until(`“${String(text)}” in the output`, () => {
      const output = existsSync(key.logFile) ? readFileSync(key.logFile, 'utf8') : ''
      return output.search(text) >= 0 ? output : undefined
    })
  }

  /** The latest sample of an attempt's processes that the condition holds for. */
  async sampled(key: AttemptKey, holds: (processes: EventOf<'sampled'>['trees'][0]['processes']) => boolean) {
    return until(`a sample of run ${String(key.runId)}`, () => {
      for (const event of this.events.toReversed()) {
        if (event.type !== 'sampled') continue
        const tree = event.trees.find(({ runId, attempt }) => runId === key.runId && attempt === key.attempt)
        if (tree && holds(tree.processes)) return tree.processes
      }
      return undefined
    })
  }

  /** PIDs of all living processes that this trial started, wherever they went. */
  living(): number[] {
    return processesWith(trialName, this.folder)
  }

  /** Closes the supervisor and ends what a failed test left. */
  async close(): Promise<void> {
    await this.#supervisor?.close(0)
    for (const folder of [this.folder, join(this.folder, 'run')]) endSupervisors(folder)
    for (const pid of this.living()) killIfThere(pid)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** What was just seen living may have ended by itself since. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
