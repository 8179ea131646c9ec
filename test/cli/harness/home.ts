import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, readdir, readlink, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { cliEntry } from '../../machine/programs.ts'
import { timeLimit } from '../../machine/time-limit.ts'
import { haveTwoSlots } from '../../machine/two-slots.ts'
import { makeLoginShell } from '../../fixtures/login-shell.ts'

/** For conditions that processes meet once they have started. */
export const patience = { timeout: timeLimit() }

export interface Result {
  /** As a shell tells it, or the signal that ended it. */
  code: number | NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A data folder of its own, and the command line on it. */
export class Home {
  readonly folder: string
  readonly dataFolder: string
  readonly #hosts = new Set<CommandProcess>()

  private constructor(folder: string) {
    this.folder = folder
    this.dataFolder = join(folder, 'home')
  }

  static async make(): Promise<Home> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'forkyard-home-')))
    makeLoginShell(folder)
    return new Home(folder)
  }

  /** With a host that runs until the end. */
  static async withHost(...args: string[]): Promise<Home> {
    const home = await Home.make()
    await home.startHost(...args)
    return home
  }

  async startHost(...args: string[]): Promise<CommandProcess> {
    const host = this.start(['serve', '--no-http', ...args])
    this.#hosts.add(host)
    // Hooks call this too, where `expect.poll` may not be used.
    await vi.waitUntil(() => host.stderr.includes('Forkyard runs with the folder'), patience)
    await haveTwoSlots(this.dataFolder)
    return host
  }

  start(args: string[], { environment = {}, cwd = this.folder }: Options = {}): CommandProcess {
    const own = {
      PATH: process.env.PATH,
      HOME: this.folder,
      FORKYARD_HOME: this.dataFolder,
      TMPDIR: tmpdir(),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      SHELL: join(this.folder, 'login-shell'),
    }
    return new CommandProcess([cliEntry, ...args], { ...own, ...environment }, cwd)
  }

  async run(...args: string[]): Promise<Result> {
    return this.start(args).result
  }

  /** The objects that a command prints with `--json`, where it ends with 0. */
  async json(...args: string[]): Promise<Record<string, unknown>[]> {
    const { code, stdout, stderr } = await this.run(...args, '--json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return parseLines(stdout)
  }

  /** Submits a command and gives its id. */
  async add(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run('add', ...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout.trim()
  }

  /** Ends every host on this folder, also those in the background, and removes it. */
  async remove(): Promise<void> {
    for (const pid of await this.hostPids()) process.kill(pid, 'SIGTERM')
    await Promise.all([...this.#hosts].map(({ result }) => result))
    // Commands outlive a host that was killed, and one that was told to keep them.
    await vi.waitUntil(async () => {
      const left = await processesOf(this.folder)
      for (const { pid } of left) killIfThere(pid)
      return left.length === 0
    }, patience)
    await rm(this.folder, { recursive: true, force: true })
  }

  /** Processes of hosts with this folder (Linux), else what the folder itself says. */
  async hostPids(): Promise<number[]> {
    const pids: number[] = []
    for (const { pid, command } of await processesOf(this.dataFolder)) if (command.includes('\0serve\0')) pids.push(pid)
    return pids
  }
}

/** What was just seen may have ended since. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

interface Options {
  environment?: Record<string, string | undefined>
  cwd?: string
}

export class CommandProcess {
  stdout = ''
  stderr = ''
  readonly child: ChildProcess
  readonly result: Promise<Result>

  constructor(args: string[], environment: Record<string, string | undefined>, cwd: string) {
    const child = spawn(process.execPath, args, { env: environment, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    this.result = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        resolve({ code: signal ?? code, stdout: this.stdout, stderr: this.stderr })
      })
    })
  }
}

export function parseLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** Processes whose arguments, environment or working folder name this folder, with their arguments; Linux alone can tell. */
export async function processesOf(folder: string): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
      const workingFolder = readlink(`/proc/${pid}/cwd`).catch(() => '')
      const [environment, command, place] = await Promise.all([read('environ'), read('cmdline'), workingFolder])
      return `${command}${environment}${place}`.includes(folder) ? [{ pid: Number(pid), command }] : []
    }),
  )
  return found.flat()
}
