import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LocalClient } from '../../src-main/client/local-client.ts'
import type { RequestInput, RequestName, RequestValue } from '../../src-main/contract/contract.ts'
import { haveTwoSlots } from '../machine/two-slots.ts'
import { makeLoginShell } from '../fixtures/login-shell.ts'
import { waitUntil } from './wait-until.ts'

/** The built command line. */
export const cli = join(import.meta.dirname, '../../out/main/cli.js')

/** The built headless host with a data folder in the fault's own folder, as a process to be killed, and a client of it. */
export class Host {
  readonly dataFolder: string
  readonly client: LocalClient
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, dataFolder: string, client: LocalClient) {
    this.#child = child
    this.dataFolder = dataFolder
    this.client = client
    // A client that asks nothing for 30 s is let go by its host; on a busy machine a fault may take longer than that.
    const asking = setInterval(() => {
      client.request('hostStatus', {}).catch(() => undefined)
    }, 10_000).unref()
    client.closed.then(
      () => {
        clearInterval(asking)
      },
      () => undefined,
    )
  }

  /** Resolves once its socket answers; rejects with what it said where it ends before. */
  static async start(folder: string, environment: Record<string, string> = {}, args: string[] = []): Promise<Host> {
    const dataFolder = dataFolderIn(folder)
    const words = join(folder, 'host.log')
    mkdirSync(folder, { recursive: true })
    const log = openSync(words, 'a')
    const child = spawn(process.execPath, [cli, 'serve', '--no-http', '--on-stop', 'keep', ...args], {
      // Its tasks' processes are found by the folder in their environment.
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        SHELL: makeLoginShell(folder),
        FORKYARD_HOME: dataFolder,
        TMPDIR: tmpdir(),
        ...environment,
      },
      cwd: folder,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    const client = await waitUntil('the host’s socket', async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`The host ended before it answered: ${readFileSync(words, 'utf8').slice(-2_000)}`)
      const connected = await LocalClient.connect(dataFolder)
      return connected.ok && connected.value
    })
    await haveTwoSlots(dataFolder)
    return new Host(child, dataFolder, client)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** What a successful answer holds; throws the sentence of any other. */
  async get<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestValue<Name>> {
    const answer = await this.client.request(name, input)
    if (!answer.ok) throw new Error(`${name}: ${answer.message}`)
    return answer.value
  }

  /** By SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#signal('SIGKILL')
  }

  /** In good order; what runs goes on. */
  async end(): Promise<void> {
    await this.#signal('SIGTERM')
  }

  async #signal(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exit
    // What it had answered counts.
    await this.client.closed
  }
}

export function dataFolderIn(folder: string): string {
  return join(folder, 'home')
}

/** PIDs of the supervisors that were started for this folder. */
export function supervisorsOf(folder: string): number[] {
  return processesOf(folder)
    .filter(({ command }) => command.includes('supervisor.js'))
    .map(({ pid }) => pid)
}

/** Ends every process that belongs to the fault’s folder: hosts, supervisors and whatever they started. */
export async function endAll(folder: string): Promise<void> {
  await waitUntil('the end of all processes', () => {
    const left = processesOf(folder)
    for (const { pid } of left) kill(pid)
    return left.length === 0
  })
}

/** Gone already is as good. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Processes whose arguments or environment name this folder; Linux alone can tell. */
function processesOf(folder: string): { pid: number; command: string }[] {
  const found: { pid: number; command: string }[] = []
  for (const pid of readdirSync('/proc').map(Number)) {
    if (Number.isNaN(pid) || pid === process.pid) continue
    const command = read(`/proc/${String(pid)}/cmdline`)
    if (`${command}${read(`/proc/${String(pid)}/environ`)}`.includes(folder)) found.push({ pid, command })
  }
  return found
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
