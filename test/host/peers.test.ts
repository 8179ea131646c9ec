import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Peers, judge } from '../../src-main/host/peers.ts'

describe('a peer', () => {
  const user = (uid: number) => ({ kind: 'user' as const, uid })
  const machine = { uid: 1_000, unmappedUid: undefined }

  test.each([
    ['oneself', user(1_000), machine, 'own'],
    ['root', user(0), machine, 'own'],
    ['another user', user(1_001), machine, 'other-user'],
    ['the user “nobody” of the machine', user(65_534), machine, 'other-user'],
    ['a user, seen by root', user(1_000), { uid: 0, unmappedUid: undefined }, 'other-user'],
    ['root of a container', user(0), { uid: 0, unmappedUid: 65_534 }, 'own'],
    ['another user of a container', user(7), { uid: 0, unmappedUid: 65_534 }, 'other-user'],
    ['someone without an id in this container', user(65_534), { uid: 0, unmappedUid: 65_534 }, 'unknown'],
    ['someone without an id, seen by one without', user(65_534), { uid: 65_534, unmappedUid: 65_534 }, 'unknown'],
    ['one that has closed its end', { kind: 'closed' as const }, machine, 'closed'],
    ['one that is not in the tables', undefined, machine, 'unknown'],
  ])('that is %s', (_, owner, own, judged) => {
    expect(judge(owner, own)).toBe(judged)
  })
})

describe.skipIf(process.platform !== 'linux')('a connection (on Linux)', () => {
  /** Connections to a server, as that has them. */
  async function accept(address: string, count: number): Promise<Socket[]> {
    const accepted: Socket[] = []
    const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const clients = Array.from({ length: count }, () => connect(port, address))
    onTestFinished(() => {
      for (const socket of [...clients, ...accepted]) socket.destroy()
      server.close()
    })
    await Promise.all(clients.map((client) => once(client, 'connect')))
    await expect.poll(() => accepted.length, { timeout: 20_000 }).toBe(count)
    return accepted
  }

  test.each(['127.0.0.1', '::ffff:127.0.0.1'])('of one’s own is known as such: to %s', async (address) => {
    const [socket] = await accept(address, 1)
    expect(await new Peers().judge(socket!)).toBe('own')
  })

  test('is known among five hundred at a time, by few looks', async () => {
    const sockets = await accept('127.0.0.1', 500)
    const peers = new Peers()
    const judged = await Promise.all(sockets.map((socket) => peers.judge(socket)))
    expect(judged.filter((peer) => peer !== 'own')).toEqual([])
  }, 60_000)

  test('of a process with another id is another user’s', async () => {
    const [socket] = await accept('127.0.0.1', 1)
    // Root is never another user.
    const uid = process.geteuid?.() ?? 0
    const seen = await new Peers({ uid: uid + 1, unmappedUid: undefined }).judge(socket!)
    expect(seen).toBe(uid === 0 ? 'own' : 'other-user')
  })

  test('is unknown where the tables cannot be read', async () => {
    const [socket] = await accept('127.0.0.1', 1)
    const none = { tcp: '/proc/self/none', tcp6: '/proc/self/none' }
    expect(await new Peers({ uid: 4_711, unmappedUid: undefined }, none).judge(socket!)).toBe('unknown')
  })

  test('whose process has closed it is not taken for root’s, as the system shows it', async () => {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const [socket] = (await once(server, 'connection')) as [Socket]
    onTestFinished(() => {
      socket.destroy()
      server.close()
    })
    client.destroy()
    await once(socket.resume(), 'end')
    expect(await new Peers({ uid: 4_711, unmappedUid: undefined }).judge(socket)).toBe('closed')
  })
})
