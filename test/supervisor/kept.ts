import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type EnduringSupervisor, openSupervisor } from '../../src-main/supervisor/enduring.ts'
import type { AttemptKey, Fate, LaunchRequest, SupervisorEvent } from '../../src-main/supervisor/port.ts'
import { meetingFolders, socketFolderIn } from '../../src-main/supervisor/connection/socket-folder.ts'
import type { SupervisorOptions } from '../../src-main/supervisor/connection/remote.ts'
import { fixture, supervisorEntry } from './fixture.ts'
import { Trial, baseEnvironment, shell } from './trial.ts'
import { until } from './until.ts'

type Told = SupervisorEvent | { type: 'supervisorPid'; pid: number }

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

  async supervisorPid(): Promise<number> {
    return until('the supervisor process', () => this.events.find((event) => event.type === 'supervisorPid')?.pid)
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

  get options(): SupervisorOptions {
    return {
      entry: supervisorEntry,
      environment: baseEnvironment,
      runtimeFolder: this.runtimeFolder,
      onHostLost: { kind: 'keep' },
    }
  }

  /** This very process becomes the host: of the supervisor process with this PID. */
  async beHost(options: Partial<SupervisorOptions> = {}): Promise<number> {
    await this.open(async () => {
      this.#own = await openSupervisor({ ...this.options, ...options })
      return this.#own
    })
    return this.supervisorPid()
  }

  /** PID of the supervisor process whose host this very process is. */
  supervisorPid(): number {
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
    return socketFolderIn(folder).journalFile
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
