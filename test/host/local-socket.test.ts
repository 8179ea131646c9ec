import { existsSync, statSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { success } from '../../src-main/contract/answer.ts'
import { serveLocally } from '../../src-main/host/local-socket.ts'
import { type Message, RawClient, startLocalHost } from './harness/local-host.ts'
import { TestEngine } from './harness/test-engine.ts'

const modeOf = (path: string) => statSync(path).mode & 0o777
const refusalOf = (code: string) => ({
  id: null,
  answer: { ok: false, code: 'invalid-request', issues: [{ path: '', code }] },
})
const delta = (revision: number, padding = '') => ({
  name: 'delta' as const,
  value: { previousRevision: revision - 1, revision, ...(padding && { padding }) },
})

describe.skipIf(process.platform === 'win32')('the local socket', () => {
  test('answers each request under its id, as soon as it is done', async () => {
    const { engine, open } = await startLocalHost()
    const client = await open()
    let finishSlow: () => void = () => undefined
    const slow = new Promise<void>((resolve) => (finishSlow = resolve))
    engine.answer = async (name) => {
      if (name === 'slow') await slow
      return success(name)
    }
    client.socket.write('{"id":1,"name":"slow"}\n{"id":"two","name":"quick"}\r\n')
    await client.message(({ id }) => id === 'two')
    expect(client.messages).toEqual([{ id: 'two', answer: { ok: true, value: 'quick' } }])
    finishSlow()
    await client.message(({ id }) => id === 1)
  })

  test('takes a message that arrives byte by byte, and many that arrive at once', async () => {
    const client = await (await startLocalHost()).open()
    for (const byte of Buffer.from('{"id":1,"name":"é😀"}\n')) {
      client.socket.write(Buffer.of(byte))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await client.message(({ id }) => id === 1)).toMatchObject({ answer: { value: { name: 'é😀' } } })
    client.socket.write(Array.from({ length: 500 }, (_, index) => `{"id":${String(index + 10)},"name":"x"}\n`).join(''))
    await client.message(({ id }) => id === 509)
    expect(client.messages).toHaveLength(501)
  })

  test('tells notices, and leaves deltas out for a client that does not read', async () => {
    const { engine, open } = await startLocalHost()
    const client = await open()
    await client.request(1, 'subscribe')
    client.socket.pause()
    const count = 200
    for (let revision = 1; revision <= count; revision++) engine.tell(delta(revision, 'x'.repeat(100_000)))
    client.socket.resume()
    const isLast = ({ notice }: Message) =>
      (notice as { value: { revision: number } } | undefined)?.value.revision === count
    expect(await client.message(isLast)).toEqual({
      notice: { name: 'delta', value: { previousRevision: count, revision: count } },
    })
    expect(client.messages.length).toBeLessThan(150)
  })

  test('answers a client that has closed its half, then ends', async () => {
    const { engine, open } = await startLocalHost()
    let finish: () => void = () => undefined
    const isAsked = new Promise<void>((asked) => {
      engine.answer = async (name) => {
        asked()
        await new Promise<void>((resolve) => (finish = resolve))
        return success(name)
      }
    })
    const client = await open()
    client.socket.end('{"id":1,"name":"last"}\n')
    await isAsked
    finish()
    await client.closed
    expect(client.messages).toEqual([{ id: 1, answer: { ok: true, value: 'last' } }])
  })

  test('serves 100 clients at a time, and frees what they held', async () => {
    const { engine, open } = await startLocalHost()
    const clients = await Promise.all(Array.from({ length: 100 }, open))
    const answers = await Promise.all(clients.map((client) => client.request(1, 'x')))
    expect(answers).toHaveLength(100)
    expect(engine.clients.size).toBe(100)
    for (const client of clients) client.socket.destroy()
    await expect.poll(() => engine.clients.size).toBe(0)
  })

  test('turns away the 501st, and has room for the next when one has gone', async () => {
    const { open } = await startLocalHost()
    const clients = await Promise.all(Array.from({ length: 500 }, open))
    const extra = await open()
    await extra.closed
    clients[0]?.socket.destroy()
    await clients[0]?.closed
    await expect.poll(async () => Promise.race([(await open()).request(1, 'x'), wait(100)])).toBeDefined()
  })
})

const wait = (time: number) => new Promise<undefined>((resolve) => setTimeout(resolve, time, undefined))

describe.skipIf(process.platform === 'win32')('a client is refused once and cut off, others unharmed,', () => {
  test.each([
    ['text', 'no JSON', 'not-json'],
    ['nothing but a newline', '', 'not-json'],
    ['a list', '[]', 'wrong-type'],
    ['a message without an id', '{"name":"subscribe"}', 'missing'],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r', 'not-json'],
    ['bytes that are not UTF-8', Buffer.from('{"id":1,"name":"\xff"}', 'latin1'), 'not-utf-8'],
    ['random bytes', Buffer.from([0, 255, 1, 254, 128]), 'not-utf-8'],
  ])('that sends %s', async (_, line, code) => {
    const { open } = await startLocalHost()
    const [client, other] = [await open(), await open()]
    client.socket.write(Buffer.concat([Buffer.from(line), Buffer.from('\n{"id":2,"name":"more"}\n')]))
    await client.closed
    expect(client.messages).toMatchObject([refusalOf(code)])
    expect(await other.request(1, 'x')).toMatchObject({ ok: true })
  })

  test('that sends half a message and waits', async () => {
    const { open } = await startLocalHost({ messageTime: 100 })
    const [client, other] = [await open(), await open()]
    client.socket.write('{"id":1,')
    // More of the same message gives it no more time.
    const dripping = setInterval(() => client.socket.write(' '), 20)
    await client.closed
    clearInterval(dripping)
    expect(client.messages).toMatchObject([refusalOf('incomplete')])
    expect(await other.request(1, 'x')).toMatchObject({ ok: true })
  })

  test('that sends half a message and closes its half', async () => {
    const client = await (await startLocalHost()).open()
    client.socket.end('{"id":1,"name":"x"}')
    await client.closed
    expect(client.messages).toMatchObject([refusalOf('incomplete')])
  })

  test('that sends 100 MB without a newline', async () => {
    const { open } = await startLocalHost({ message: 8 * 1_048_576, silence: 5_000 })
    const [client, other] = [await open(), await open()]
    const part = Buffer.alloc(1_048_576, 'x')
    for (let index = 0; index < 100; index++) client.socket.write(part)
    expect(await client.message(() => true)).toMatchObject(refusalOf('too-large'))
    expect(await other.request(1, 'x')).toMatchObject({ ok: true })
    await client.closed
  })

  test('that asks and never reads', async () => {
    const { engine, open } = await startLocalHost({ waiting: 4_194_304 })
    const [client, other] = [await open(), await open()]
    engine.answer = (name) => Promise.resolve(success(name === 'much' ? 'x'.repeat(1_000_000) : name))
    client.socket.pause()
    client.socket.write('{"id":1,"name":"much"}\n'.repeat(20))
    await expect.poll(() => engine.clients.size).toBe(1)
    expect(await other.request(1, 'x')).toMatchObject({ ok: true })
  })

  test('that says nothing, and is told nothing, for too long', async () => {
    const { engine, open } = await startLocalHost({ silence: 150 })
    engine.answer = async (name) => {
      if (name === 'slow') await wait(400)
      return success(name)
    }
    const [silent, subscribed, waiting] = [await open(), await open(), await open()]
    await subscribed.request(1, 'subscribe')
    const slow = waiting.request(1, 'slow')
    await silent.closed
    expect(silent.messages).toEqual([])
    expect(await slow).toMatchObject({ ok: true })
    await waiting.closed
    expect(await subscribed.request(2, 'x')).toMatchObject({ ok: true })
  })
})

test.skipIf(process.platform === 'win32')('more requests than are answered at a time wait unread', async () => {
  const { engine, open } = await startLocalHost({ underWay: 10 })
  let begun = 0
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  engine.answer = async (name) => {
    begun++
    await released
    return success(name)
  }
  const client = await open()
  for (let id = 1; id <= 50; id++) {
    client.send({ id, name: 'x' })
    await new Promise((resolve) => setImmediate(resolve))
  }
  await expect.poll(() => begun).toBeGreaterThanOrEqual(10)
  expect(begun).toBeLessThan(50)
  release()
  await client.message(({ id }) => id === 50)
})

describe.skipIf(process.platform === 'win32')('the place of the local socket', () => {
  test('is for this user alone, whatever the umask and the folder were', async () => {
    const umask = process.umask(0)
    let after = 0
    try {
      const { dataFolder, place } = await startLocalHost()
      expect(place).toEqual({ kind: 'path', path: `${dataFolder}/run/host.socket` })
      expect(modeOf(join(dataFolder, 'run'))).toBe(0o700)
      expect(modeOf(join(dataFolder, 'run/host.socket')) & 0o077).toBe(0)
    } finally {
      after = process.umask(umask)
    }
    expect(after).toBe(0)
  })

  test('is a folder for temporary files where its path would be too long, and cleared away at the end', async () => {
    const { host, place } = await startLocalHost({}, 'a'.repeat(100))
    if (place.kind !== 'named-by') throw new Error('The path is too long for a socket.')
    const address = await readFile(place.file, 'utf8')
    expect(modeOf(dirname(address))).toBe(0o700)
    expect(modeOf(place.file)).toBe(0o600)
    const client = await RawClient.open(address)
    expect(await client.request(1, 'x')).toMatchObject({ ok: true })
    await host.close()
    expect(existsSync(dirname(address))).toBe(false)
    expect(existsSync(place.file)).toBe(false)
  })

  test('is taken over from a host that was killed, and nothing but what it left is removed', async () => {
    const { dataFolder, place, host, open } = await startLocalHost()
    await host.close()
    await writeFile(join(dataFolder, 'run/host.socket'), 'left')
    const next = await serveLocally({ engine: new TestEngine(), dataFolder })
    if (!next.ok) throw new Error(next.message)
    expect(await (await open()).request(1, 'x')).toMatchObject({ ok: true })
    await next.value.close()
    expect(place.kind === 'path' && existsSync(place.path)).toBe(false)

    const long = join(dataFolder, 'a'.repeat(100))
    await mkdir(join(long, 'run'), { recursive: true })
    await mkdir(join(dataFolder, 'mine'))
    await writeFile(join(dataFolder, 'mine/socket'), 'mine')
    await writeFile(join(long, 'run/host.address'), join(dataFolder, 'mine/socket'))
    const third = await serveLocally({ engine: new TestEngine(), dataFolder: long })
    if (!third.ok) throw new Error(third.message)
    await third.value.close()
    expect(await readdir(join(dataFolder, 'mine'))).toEqual(['socket'])
  })

  test('that the system refuses is a failure that says what to do', async () => {
    const { dataFolder } = await startLocalHost()
    await writeFile(join(dataFolder, 'file'), '')
    const refused = await serveLocally({ engine: new TestEngine(), dataFolder: join(dataFolder, 'file') })
    expect(refused).toMatchObject({
      ok: false,
      code: 'system-error',
      message: expect.stringContaining('FORKYARD_HOME') as string,
    })
  })

  test('ends every connection with the host', async () => {
    const { host, open } = await startLocalHost()
    const client = await open()
    await client.request(1, 'x')
    await host.close()
    await client.closed
  })

  test('is left as it is by a stranger that only connects', async () => {
    const { open, place } = await startLocalHost()
    if (place.kind !== 'path') throw new Error('The path is short enough.')
    for (let index = 0; index < 50; index++)
      connect(place.path)
        .on('error', () => undefined)
        .destroy()
    expect(await (await open()).request(1, 'x')).toMatchObject({ ok: true })
  })
})
