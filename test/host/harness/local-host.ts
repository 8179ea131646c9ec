import { mkdtemp, rm } from 'node:fs/promises'
import { type Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { localAddressOf } from '../../../src-main/contract/local-address.ts'
import { type LocalBounds, localBounds } from '../../../src-main/host/local-connection.ts'
import { serveLocally } from '../../../src-main/host/local-socket.ts'
import { TestEngine } from './test-engine.ts'

export type Message = Record<string, unknown>

/** The local socket over an engine that echoes, in a folder of its own, ended with the test. */
export async function startLocalHost(bounds: Partial<LocalBounds> = {}, below = '') {
  const folder = await mkdtemp(join(tmpdir(), 'forkyard-local-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const dataFolder = join(folder, below)
  const engine = new TestEngine()
  const served = await serveLocally({ engine, dataFolder, bounds: { ...localBounds, ...bounds } })
  if (!served.ok) throw new Error(served.message)
  const host = served.value
  onTestFinished(() => host.close())
  const place = localAddressOf(dataFolder, process.platform)
  const open = () => RawClient.open(place.kind === 'path' ? place.path : '')
  return { engine, host, dataFolder, place, open }
}

/** One connection, with what came on it, and nothing of our own client's manners. */
export class RawClient {
  readonly socket: Socket
  readonly messages: Message[] = []
  readonly closed: Promise<void>
  #rest = ''
  #onMessage: () => void = () => undefined

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n')
      this.#rest = lines.pop() ?? ''
      for (const line of lines) this.messages.push(JSON.parse(line) as Message)
      this.#onMessage()
    })
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => socket.on('close', () => resolve()))
  }

  static async open(address: string): Promise<RawClient> {
    const client = new RawClient(connect({ path: address, allowHalfOpen: false }))
    onTestFinished(() => void client.socket.destroy())
    await new Promise<void>((resolve, reject) => client.socket.once('connect', resolve).once('error', reject))
    return client
  }

  send(message: object): void {
    this.socket.write(`${JSON.stringify(message)}\n`)
  }

  /** The first message that fits, now or later. */
  async message(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(fits)
      if (found) return found
      await new Promise<void>((resolve) => (this.#onMessage = resolve))
    }
  }

  async request(id: number | string, name: string, input: unknown = {}): Promise<unknown> {
    this.send({ id, name, input })
    return (await this.message((message) => message.id === id)).answer
  }
}
