import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LocalClient } from '../../src-main/client/local-client.ts'
import { success } from '../../src-main/contract/answer.ts'
import type { Notice } from '../../src-main/contract/contract.ts'
import { startLocalHost } from '../host/harness/local-host.ts'

async function connect(dataFolder: string): Promise<LocalClient> {
  const connected = await LocalClient.connect(dataFolder)
  if (!connected.ok) throw new Error(connected.message)
  onTestFinished(() => connected.value.close())
  return connected.value
}

describe.skipIf(process.platform === 'win32')('a client of the local socket', () => {
  test.each([
    ['beside it', ''],
    ['elsewhere, since its path is too long', 'a'.repeat(100)],
  ])('finds the host of a folder, its socket %s, and gets its own answers', async (_, below) => {
    const { engine, dataFolder } = await startLocalHost({}, below)
    engine.answer = async (name, input) => {
      if (name === 'listLive') await new Promise((resolve) => setTimeout(resolve, 50))
      return success([name, input])
    }
    const client = await connect(dataFolder)
    const answers = await Promise.all([client.request('listLive', {}), client.request('hostStatus', {})])
    expect(answers.map((answer) => answer.ok && (answer.value as unknown))).toEqual([
      ['listLive', {}],
      ['hostStatus', {}],
    ])
  })

  test('hears notices until it listens no more', async () => {
    const { engine, dataFolder } = await startLocalHost()
    const client = await connect(dataFolder)
    const heard: Notice[] = []
    const stop = client.onNotice((notice) => heard.push(notice))
    await client.request('hostStatus', {})
    engine.tell({ name: 'delta', value: { previousRevision: 0, revision: 1 } })
    await expect.poll(() => heard).toHaveLength(1)
    stop()
    engine.tell({ name: 'delta', value: { previousRevision: 1, revision: 2 } })
    await client.request('hostStatus', {})
    expect(heard).toHaveLength(1)
  })

  test('is told when the host ends before it has answered', async () => {
    const { engine, host, dataFolder } = await startLocalHost()
    const client = await connect(dataFolder)
    let asked: () => void = () => undefined
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    engine.answer = () => {
      asked()
      return new Promise(() => undefined)
    }
    const answer = client.request('listLive', {})
    await isAsked
    await host.close()
    const gone = { ok: false, code: 'not-available', message: expect.stringContaining('ended before') as string }
    expect(await answer).toMatchObject(gone)
    await client.closed
    expect(await client.request('listLive', {})).toMatchObject(gone)
  })

  test('whose connection was closed while it asked nothing says so, and not that an answer is missing', async () => {
    const { host, dataFolder } = await startLocalHost()
    const client = await connect(dataFolder)
    await client.request('listLive', {})
    await host.close()
    await client.closed
    expect(await client.request('listLive', {})).toMatchObject({
      ok: false,
      code: 'not-available',
      message: expect.stringMatching(/is closed: it ended, or nothing was asked/) as string,
    })
  })

  test('says that no host runs, and how to start one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'forkyard-client-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const noHost = {
      ok: false,
      code: 'not-available',
      message: expect.stringMatching(/^No Forkyard is running/) as string,
    }
    expect(await LocalClient.connect(join(folder, 'nowhere'))).toMatchObject(noHost)
    expect(await LocalClient.connect(join(folder, 'a'.repeat(120)))).toMatchObject(noHost)
    // What is listened at no more, as after kill -9.
    await mkdir(join(folder, 'run'))
    const server = createServer().listen(join(folder, 'run/host.socket'))
    await once(server, 'listening')
    const { rename } = await import('node:fs/promises')
    await rename(join(folder, 'run/host.socket'), join(folder, 'run/other'))
    server.close()
    await once(server, 'close')
    await rename(join(folder, 'run/other'), join(folder, 'run/host.socket'))
    expect(await LocalClient.connect(folder)).toMatchObject(noHost)
  })
})
