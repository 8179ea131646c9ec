import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { success } from '../../src-main/contract/answer.ts'
import type { Client } from '../../src-main/engine/index.ts'
import { sendRaw } from './harness/raw-http.ts'
import { TestEngine } from './harness/test-engine.ts'
import { startTestHost } from './harness/test-host.ts'

/** The status of the refusal, or 101. */
function upgradeStatus(authority: string, protocols: string[]): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${authority}/ws`, protocols)
    socket.on('error', () => undefined)
    socket.on('unexpected-response', (_, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
  })
}

describe('a WebSocket', () => {
  test('opens with the bearer of a session alone', async () => {
    const { authority, newBearer, newToken } = await startTestHost()
    const bearer = await newBearer()
    expect(await upgradeStatus(authority, [])).toBe(401)
    expect(await upgradeStatus(authority, ['forkyard'])).toBe(401)
    expect(await upgradeStatus(authority, ['forkyard', 'bearer.'])).toBe(401)
    expect(await upgradeStatus(authority, ['forkyard', `bearer.${randomBytes(32).toString('base64url')}`])).toBe(401)
    expect(await upgradeStatus(authority, ['forkyard', `bearer.${bearer.slice(0, -1)}`])).toBe(401)
    expect(await upgradeStatus(authority, ['forkyard', `bearer.${newToken()}`])).toBe(401)
    expect(await upgradeStatus(authority, [`bearer.${bearer}`])).toBe(400)
    expect(await upgradeStatus(authority, ['forkyard', `bearer.${bearer}`])).toBe(101)
    // A reload comes with the same one.
    expect(await upgradeStatus(authority, ['forkyard', `bearer.${bearer}`])).toBe(101)
  })

  test('is never told its bearer back', async () => {
    const { authority, port, newBearer } = await startTestHost()
    const bearer = await newBearer()
    const response = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `GET /ws HTTP/1.1\r\nHost: ${authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
            `Sec-WebSocket-Protocol: forkyard, bearer.${bearer}\r\n\r\n`,
        )
      })
      socket.once('data', (part) => {
        socket.destroy()
        resolve(part.toString())
      })
    })
    expect(response).toContain('101 Switching Protocols')
    expect(response).toMatch(/sec-websocket-protocol: forkyard\r\n/i)
    expect(response).not.toContain(bearer)
  })

  test('without what the protocol asks for is refused', async () => {
    const { authority, port, newBearer } = await startTestHost()
    const { status } = await sendRaw(
      port,
      `GET /ws HTTP/1.1\r\nHost: ${authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Protocol: forkyard, bearer.${await newBearer()}\r\n\r\n`,
    )
    expect(status).toBe(400)
  })

  test('is told that the host ends', async () => {
    const { host, openSocket } = await startTestHost()
    const client = await openSocket()
    await host.close()
    expect(await client.closed).toEqual({ code: 1001, reason: 'The host has ended.' })
  })

  test('is closed as soon as its session is signed out, carries out nothing more, and stays out', async () => {
    const engine = new TestEngine()
    const { authority, newBearer, openSocket, openSocketAs } = await startTestHost(engine)
    const bearer = await newBearer()
    const windows = [await openSocketAs(bearer), await openSocketAs(bearer)]
    const bystander = await openSocket()
    const seen = [...engine.clients].map(({ access }) => access?.listSessions())
    expect(seen.map((sessions) => sessions?.map(({ isOwn }) => isOwn))).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ])
    expect(seen[0]).toMatchObject([
      { sessionId: 1, connections: 2 },
      { sessionId: 2, connections: 1 },
    ])
    const asked: unknown[] = []
    engine.answer = (name) => {
      asked.push(name)
      return Promise.resolve(success(name))
    }
    // What is sent before the close has arrived there is on its way already.
    const [{ access }] = [...engine.clients] as [Client]
    expect(access?.revokeSession(1)).toBe(true)
    for (const { socket } of windows) socket.send('{"id":1,"name":"submit"}')
    for (const { closed } of windows)
      expect(await closed).toEqual({ code: 4001, reason: 'This window was signed out.' })
    expect(await upgradeStatus(authority, ['forkyard', `bearer.${bearer}`])).toBe(401)
    expect(await bystander.request(1, 'still here', {})).toMatchObject({ ok: true })
    expect(asked).toEqual(['still here'])
    expect(access?.revokeSession(1)).toBe(false)
  })

  test('that breaks the protocol is closed, and others go on', async () => {
    const engine = new TestEngine()
    const { openSocket, counts } = await startTestHost(engine)
    const bystander = await openSocket()

    const binary = await openSocket()
    binary.socket.send(Buffer.from([0, 255, 1]))
    expect(await binary.closed).toMatchObject({ code: 1003, reason: expect.stringContaining('JSON text') as string })

    const large = await openSocket()
    large.socket.send('x'.repeat(64 * 1_048_576 + 1))
    expect((await large.closed).code).toBe(1009)

    const garbage = await openSocket()
    // @ts-expect-error: the stream below the WebSocket, to write what is no frame.
    const stream = garbage.socket._socket as NodeJS.WritableStream
    stream.write(Buffer.alloc(4_096, 0xff))
    expect((await garbage.closed).code).toBe(1002)

    const notText = await openSocket()
    notText.socket.send(Buffer.from([0xc3, 0x28]), { binary: false })
    expect((await notText.closed).code).toBe(1007)

    const vanished = await openSocket()
    vanished.socket.terminate()
    await vanished.closed

    expect(await bystander.request(1, 'anything', {})).toEqual({ ok: true, value: { name: 'anything', input: {} } })
    await expect.poll(() => engine.clients.size).toBe(1)
    await expect.poll(() => counts.at(-1)).toBe(1)
    expect(Math.max(...counts)).toBe(2)
  })
})
