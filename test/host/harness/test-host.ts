import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Engine } from '../../../src-main/engine/index.ts'
import { type HostOptions, serveContract } from '../../../src-main/host/serve-contract.ts'
import { TestEngine } from './test-engine.ts'

/** A host on a free port over a small page, ended with the test. */
export async function startTestHost(
  engine: Engine = new TestEngine(),
  options: Pick<HostOptions, 'linkLifetime' | 'peers'> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'forkyard-host-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const pageFolder = join(folder, 'renderer')
  await mkdir(join(pageFolder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>Forkyard</title>')
  await writeFile(join(pageFolder, 'assets', 'main-1a2b.js'), 'export {}')
  await writeFile(join(pageFolder, 'assets', 'é x.css'), 'p {}')

  const counts: number[] = []
  const served = await serveContract({
    engine,
    pageFolder,
    port: 0,
    ...options,
    onClientsChanged: (count) => counts.push(count),
  })
  if (!served.ok) throw new Error(served.message)
  const host = served.value
  onTestFinished(() => host.close())

  const newToken = () => new URL(host.access.createLink()).hash.replace('#token=', '')
  const { origin, host: authority, port } = new URL(host.origin)
  const postSession = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${origin}/session`, { method: 'POST', body, headers })
  const newBearer = async () => {
    const response = await postSession(JSON.stringify({ token: newToken() }))
    return ((await response.json()) as { bearer: string }).bearer
  }
  const openSocketAs = (bearer: string) => {
    const socket = new WebSocket(`ws://${authority}/ws`, ['forkyard', `bearer.${bearer}`])
    onTestFinished(() => socket.terminate())
    return TestClient.open(socket)
  }
  const openSocket = async () => openSocketAs(await newBearer())
  return {
    host,
    folder,
    origin,
    authority,
    port: Number(port),
    counts,
    newToken,
    newBearer,
    postSession,
    openSocket,
    openSocketAs,
  }
}

/** A client's end of a WebSocket: what came, in order, and how it was closed. */
export class TestClient {
  readonly messages: Record<string, unknown>[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  readonly socket: WebSocket
  #onMessage: () => void = () => undefined

  private constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
    socket.on('message', (content: Buffer) => {
      this.messages.push(JSON.parse(content.toString()) as Record<string, unknown>)
      this.#onMessage()
    })
    socket.on('error', () => undefined)
  }

  static async open(socket: WebSocket): Promise<TestClient> {
    const client = new TestClient(socket)
    await new Promise((resolve, reject) => {
      socket.on('open', resolve)
      socket.on('error', reject)
    })
    return client
  }

  /** The first message that fits, now or later. */
  async message(fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.messages.find(fits)
      if (found) return found
      await new Promise<void>((resolve) => (this.#onMessage = resolve))
    }
  }

  async request(id: number, name: string, input: unknown): Promise<unknown> {
    this.socket.send(JSON.stringify({ id, name, input }))
    return (await this.message((message) => message.id === id)).answer
  }
}
