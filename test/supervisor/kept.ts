import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type EnduringSupervisor, openSupervisor } from '../../src-main/supervisor/enduring.ts'
import type { AttemptKey, Fate, LaunchRequest, SupervisorEvent } from '../../src-main/supervisor/port.ts'
import { meetingFolders, rendezvousIn } from '../../src-main/supervisor/connection/socket-folder.ts'
import type { ResidentOptions } from '../../src-main/supervisor/connection/remote.ts'
import { fixture, residentEntry } from './fixture.ts'
import { Trial, baseEnvironment, shell } from './trial.ts'
import { until } from './until.ts'

type Told = SupervisorEvent | { type: 'resident'; pid: number }

/** A host in a process of its own, to be killed. */
export class HostProcess {
  readonly events: Told[] = []
  readonly #child: ChildProcess

  constructor(given: object) {
    const child = spawn(process.execPath, [fixture('keeping-host.ts'), JSON.stringify(given)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    createInterface(child.stdout).on('line', (line) => this.events.push(JSON.parse(line) as Told))
    this.#child = child
  }

  async resident(): Promise<number> {
    return until('the resident process', () => this.events.find((event) => event.type === 'resident')?.pid)
  }

  async told<Type extends 'started' | 'exited'>(type: Type, key: AttemptKey) {
    return until(`${type} of run ${String(key.runId)}`, () =>
      this.events.find(
        (event): event is Extract<SupervisorEvent, { type: Type }> => event.type === type && event.runId === key.runId,
      ),
    )
  }

  /** By SIGKILL. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await until('the end of the host', () => this.#child.signalCode ?? this.#child.exitCode ?? undefined)
  }
}

/** A trial whose supervisor keeps its tasks for the next host. */
export class KeptTrial extends Trial {
  readonly runtimeFolder = join(this.folder, 'run')
  readonly #hosts: HostProcess[] = []
  #own: EnduringSupervisor | undefined

  get options(): ResidentOptions {
    return {
      entry: residentEntry,
      environment: baseEnvironment,
      runtimeFolder: this.runtimeFolder,
      onHostLost: { kind: 'keep' },
    }
  }

  /** This very process becomes the host: of the resident process with this PID. */
  async beHost(options: Partial<ResidentOptions> = {}): Promise<number> {
    await this.open(async () => {
      this.#own = await openSupervisor({ ...this.options, ...options })
      return this.#own
    })
    return this.resident()
  }

  /** PID of the resident process whose host this very process is. */
  resident(): number {
    return this.#own?.pid ?? 0
  }

  startHost(requests: LaunchRequest[]): HostProcess {
    const host = new HostProcess({ runtimeFolder: this.runtimeFolder, environment: baseEnvironment, requests })
    this.#hosts.push(host)
    return host
  }

  /** A request that leaves a line for each time that it is started. */
  counted(line: string): LaunchRequest {
    const request = this.request(shell(line))
    return { ...request, command: shell(`echo ${String(request.runId)} >>${join(this.folder, 'starts')}; ${line}`) }
  }

  /** What was found of an attempt; fails where it was found twice. */
  async fate(key: AttemptKey): Promise<Fate> {
    const { fate } = await this.event('found', key)
    const count = this.events.filter((event) => event.type === 'found' && event.runId === key.runId).length
    if (count !== 1) throw new Error(`Run ${String(key.runId)} was found ${String(count)} times.`)
    return fate
  }

  folders(): string[] {
    return existsSync(this.runtimeFolder) ? meetingFolders(this.runtimeFolder) : []
  }

  /** The only journal there is. */
  journalFile(): string {
    const [folder, ...more] = this.folders()
    if (folder === undefined || more.length > 0) throw new Error('There is not exactly one journal.')
    return rendezvousIn(folder).journalFile
  }

  appendToJournal(text: string): void {
    appendFileSync(this.journalFile(), text)
  }

  async closeHosts(): Promise<void> {
    for (const host of this.#hosts) await host.kill()
  }

  override async close(): Promise<void> {
    await this.closeHosts()
    await super.close()
  }
}

export const isEmpty = (folder: string): boolean => readdirSync(folder).length === 0
