import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { TestClient } from './test-host.ts'

const root = join(import.meta.dirname, '../../..')

/** The application from its sources in a folder of its own, with a page that is built already. */
export async function installForkyard(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'forkyard-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await cp(join(root, 'src-main'), join(folder, 'src-main'), { recursive: true })
  await cp(join(root, 'package.json'), join(folder, 'package.json'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await mkdir(join(folder, 'out/renderer'), { recursive: true })
  await writeFile(join(folder, 'out/renderer/index.html'), '<!doctype html><title>Forkyard</title>')
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
    const child = spawn(process.execPath, [join(folder, 'src-main/cli.ts'), ...args], {
      env: { PATH: process.env.PATH, HOME: folder, FORKYARD_HOME: join(folder, 'home'), ...environment },
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
    await expect.poll(() => this.stderr, { timeout: 15_000 }).toMatch(pattern)
  }

  async link(): Promise<URL> {
    await expect.poll(() => `${this.stdout}${this.isRunning ? '' : this.stderr}`, { timeout: 15_000 }).toContain('\n')
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
