import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../src-renderer/transport/connection.ts'
import { type Socket, defaultBackOff, webSocketTransport } from '../../src-renderer/transport/web-socket-transport.ts'

class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null
  onmessage: Socket['onmessage'] = null
  onclose: Socket['onclose'] = null
  readonly sent: { id: number; name: string; input: unknown }[] = []
  send(text: string): void {
    this.sent.push(JSON.parse(text) as (typeof this.sent)[number])
  }
  close(): void {
    this.drop()
  }
  accept(): void {
    this.#call(this.onopen, {})
  }
  tell(message: unknown): void {
    this.#call(this.onmessage, { data: JSON.stringify(message) })
  }
  drop(): void {
    this.#call(this.onclose, {})
  }
  #call(listener: unknown, event: unknown): void {
    ;(listener as ((event: unknown) => void) | null)?.call(this, event)
  }
}

function begin(isRefused = false) {
  const sockets: FakeSocket[] = []
  const connections: Connection[] = []
  const transport = webSocketTransport({
    open: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket
    },
    onConnection: (connection) => connections.push(connection),
    isRefused: () => Promise.resolve(isRefused),
  })
  const latest = () => sockets.at(-1) ?? new FakeSocket()
  return { transport, sockets, connections, latest }
}

describe('the contract over a WebSocket', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('answers each request with its own answer, whatever the order', async () => {
    const { transport, latest } = begin()
    latest().accept()
    const first = transport.request('pausePool', {})
    const second = transport.request('resumePool', {})
    latest().tell({ id: 2, answer: { ok: true, value: 'second' } })
    latest().tell({ id: 1, answer: { ok: true, value: 'first' } })
    expect([await first, await second]).toEqual([
      { ok: true, value: 'first' },
      { ok: true, value: 'second' },
    ])
  })

  it('hands notices to its listeners until they leave', () => {
    const { transport, latest } = begin()
    const listener = vi.fn()
    const leave = transport.onNotice(listener)
    latest().accept()
    latest().tell({ notice: { name: 'trouble', value: { code: 'starts-held', message: 'x' } } })
    leave()
    latest().tell({ notice: { name: 'trouble', value: { code: 'starts-held', message: 'y' } } })
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('fails requests at once without a connection, and those under way when it is lost', async () => {
    const { transport, latest } = begin()
    expect(await transport.request('pausePool', {})).toMatchObject({ ok: false, code: 'not-available' })
    latest().accept()
    const underWay = transport.request('pausePool', {})
    latest().drop()
    expect(await underWay).toMatchObject({ ok: false, code: 'not-available' })
  })

  it('reconnects with a back-off that is bounded, and says so', async () => {
    const { sockets, connections, latest } = begin()
    latest().accept()
    latest().drop()
    await vi.advanceTimersByTimeAsync(250)
    expect(sockets).toHaveLength(2)
    latest().drop()
    await vi.advanceTimersByTimeAsync(499)
    expect(sockets).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(sockets).toHaveLength(3)
    latest().accept()
    expect(connections.map(({ state }) => state)).toEqual(['connected', 'reconnecting', 'reconnecting', 'connected'])
    expect(defaultBackOff(1_000)).toBe(5_000)
  })

  it('asks a host that is quiet for a word, and says that it does not answer until it does', async () => {
    const { connections, latest } = begin()
    latest().accept()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(latest().sent).toMatchObject([{ name: 'hostStatus' }])
    latest().tell({ id: latest().sent[0]?.id, answer: { ok: true, value: {} } })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(latest().sent).toHaveLength(2)
    expect(connections).toEqual([{ state: 'connected' }])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(connections.slice(1)).toEqual([{ state: 'silent' }])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(latest().sent).toHaveLength(2)
    latest().tell({ notice: { name: 'trouble', value: { code: 'starts-held', message: 'x' } } })
    expect(connections.slice(2)).toEqual([{ state: 'connected' }])
  })

  it('stops where the host is there and refuses: only a new link helps', async () => {
    const { sockets, connections, latest } = begin(true)
    latest().drop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sockets).toHaveLength(1)
    expect(connections).toEqual([{ state: 'refused', reason: 'unknown-link' }])
  })
})
