import { describe, expect, test } from 'vitest'
import type { Notice } from '../../src-main/contract/contract.ts'
import { catchRaised } from '../raised.ts'
import { TestEngine } from './harness/test-engine.ts'
import { startTestHost } from './harness/test-host.ts'

const delta = (revision: number, padding = ''): Notice => ({
  name: 'delta',
  value: { previousRevision: revision - 1, revision, ...(padding && { padding }) },
})

describe('a message', () => {
  test('is answered under its own number, also out of order', async () => {
    const engine = new TestEngine()
    const client = await (await startTestHost(engine)).openSocket()
    let finishSlow: () => void = () => undefined
    const slow = new Promise<void>((resolve) => (finishSlow = resolve))
    engine.answer = async (name) => {
      if (name === 'slow') await slow
      return { ok: true, value: name }
    }
    client.socket.send('{"id": 1, "name": "slow"}')
    expect(await client.request(2, 'quick', {})).toEqual({ ok: true, value: 'quick' })
    finishSlow()
    expect(await client.message(({ id }) => id === 1)).toEqual({ id: 1, answer: { ok: true, value: 'slow' } })
  })

  test('that fails is answered with the failure', async () => {
    const client = await (await startTestHost()).openSocket()
    expect(await client.request(7, 'fail', {})).toMatchObject({ ok: false, code: 'wrong-state' })
  })

  test.each([
    ['rejects', () => Promise.reject(new Error('a slip'))],
    ['gives what is no JSON', () => Promise.resolve({ ok: true as const, value: 1n })],
  ])('is answered although the engine %s, and so is the next', async (_title, answer) => {
    const raised = catchRaised()
    const engine = new TestEngine()
    const client = await (await startTestHost(engine)).openSocket()
    const usual = engine.answer
    engine.answer = answer
    expect(await client.request(1, 'any', {})).toMatchObject({ ok: false, code: 'internal-error' })
    engine.answer = usual
    expect(await client.request(2, 'next', {})).toMatchObject({ ok: true })
    expect(raised).toHaveLength(1)
  })

  test.each(['', 'no JSON', 'null', '1', '"text"', '[]', '{}', '{"id":null}', '{"id":{}}', '{"name":"subscribe"}'])(
    'that is no request is answered as such, and the next is understood: %s',
    async (text) => {
      const client = await (await startTestHost()).openSocket()
      client.socket.send(text)
      expect(await client.message(({ id }) => id === null)).toMatchObject({
        answer: { ok: false, code: 'invalid-request', issues: [{ path: '' }] },
      })
      expect(await client.request(1, 'next', {})).toMatchObject({ ok: true })
    },
  )

  test('may be named by a text', async () => {
    const client = await (await startTestHost()).openSocket()
    client.socket.send('{"id": "a", "name": "x", "input": {"__proto__": {"a": 1}}}')
    expect(await client.message(({ id }) => id === 'a')).toHaveProperty('answer.value.name', 'x')
  })
})

describe('a notice', () => {
  test('reaches every client', async () => {
    const engine = new TestEngine()
    const { openSocket } = await startTestHost(engine)
    const clients = [await openSocket(), await openSocket()]
    engine.tell(delta(1))
    for (const client of clients) {
      expect(await client.message(() => true)).toEqual({
        notice: { name: 'delta', value: { previousRevision: 0, revision: 1 } },
      })
    }
  })

  test('is left out for a client that does not read, which is then told the revision it lacks', async () => {
    const engine = new TestEngine()
    const client = await (await startTestHost(engine)).openSocket()
    client.socket.pause()
    const count = 200
    for (let revision = 1; revision <= count; revision++) engine.tell(delta(revision, 'x'.repeat(100_000)))
    client.socket.resume()
    const last = await client.message(
      ({ notice }) => (notice as { value: { revision: number } }).value.revision === count,
    )
    expect(last).toEqual({ notice: { name: 'delta', value: { previousRevision: count, revision: count } } })
    // 1 MiB waits at most, besides what the system's socket buffers take.
    expect(client.messages.length).toBeLessThan(150)
    engine.tell(delta(count + 1))
    await client.message(({ notice }) => (notice as { value: { revision: number } }).value.revision === count + 1)
  })
})
