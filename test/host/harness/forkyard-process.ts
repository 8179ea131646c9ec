import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { makeLoginShell } from '../../fixtures/login-shell.ts'
import { cliEntry } from '../../machine/programs.ts'
import { TestClient } from './test-host.ts'

const root = join(import.meta.dirname, '../../..')
const cli = relative(root, cliEntry)

/** The command line in such a folder. */
export function cliIn(folder: string): string {
  return join(folder, cli)
}

/** A folder of its own that stands for the application’s: what is started by its path there is told by that path. */
export async function installForkyard(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'forkyard-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  // A copy would be compiled by every process of every test; through the link it is the files that all of them share.
  const [part = ''] = cli.split(sep)
  await symlink(join(root, part), join(folder, part))
  return folder
}

/** `forkyard …` as a process: what it printed, and how it ended. */
export class ForkyardProcess {
  stdout = ''
  stderr = ''
  readonly folder: string
  readonly ended: Promise<number | null>
  readonly #child: ChildProcess

  constructor(folder: string, args: string[], environment: Record<string, string> = {}) {
    this.folder = folder
    const child = spawn(process.execPath, [cliIn(folder), ...args], {
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        FORKYARD_HOME: join(folder, 'home'),
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        SHELL: makeLoginShell(folder),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    child.stdout.on('data', (text: Buffer) => (this.stdout += text.toString()))
    child.stderr.on('data', (text: Buffer) => (this.stderr += text.toString()))
    this.ended = new Promise((resolve) => child.on('close', resolve))
    onTestFinished(async () => {
      child.kill('SIGTERM')
      await this.ended
    })
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async says(pattern: RegExp): Promise<void> {
    await expect.poll(() => this.stderr).toMatch(pattern)
  }

  async link(): Promise<URL> {
    await expect.poll(() => `${this.stdout}${this.isRunning ? '' : this.stderr}`).toContain('\n')
    return new URL(this.stdout.trim())
  }

  async connect(): Promise<TestClient> {
    const link = await this.link()
    const response = await fetch(`${link.origin}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link.hash.replace('#token=', '') }),
    })
    const { bearer } = (await response.json()) as { bearer: string }
    const client = await TestClient.open(new WebSocket(`ws://${link.host}/ws`, ['forkyard', `bearer.${bearer}`]))
    onTestFinished(() => client.socket.terminate())
    return client
  }
}
