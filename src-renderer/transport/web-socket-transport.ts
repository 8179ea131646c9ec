import { type Answer, failure } from '../../src-main/contract/answer.ts'
import type { Notice, RequestInput, RequestName, RequestValue, Transport } from '../../src-main/contract/contract.ts'
import type { Connection } from './connection.ts'
import { unawaited } from '../unawaited.ts'

/** What is used of a WebSocket, so that tests can put their own in its place. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>

/** What the host closes a WebSocket with whose session was signed out (src-main/host/web-sockets.ts). */
const signedOutCode = 4_001

/**
 * Milliseconds: between two looks, without a word until the host is asked for one, and until that answer must have come.
 * A host that was stopped by a signal keeps its connections and says nothing.
 */
const silence = { look: 2_000, asked: 6_000, told: 10_000 }

export interface WebSocketTransportOptions {
  open(): Socket
  onConnection(connection: Connection): void
  /** Asked after a connection that never opened: true ends the attempts, since only a new link helps. */
  isRefused(): Promise<boolean>
  /** Milliseconds before the next attempt, after so many that failed. */
  backOff?(attempts: number): number
}

/** A quarter of a second, doubled with each attempt that fails, at most five seconds. */
export function defaultBackOff(attempts: number): number {
  return Math.min(5_000, 250 * 2 ** Math.min(attempts, 10))
}

interface Waiting {
  resolve(answer: Answer<unknown>): void
}

const notConnected = () =>
  failure('not-available', 'This window is not connected to Forkyard. It reconnects automatically; then try again.')
const lostMeanwhile = () =>
  failure(
    'not-available',
    'The connection was lost before Forkyard answered. You will see whether it was done when the connection returns.',
  )

/** The contract over a WebSocket that reconnects automatically. Requests fail at once while there is no connection. */
export function webSocketTransport(options: WebSocketTransportOptions): Transport {
  const { open, onConnection, isRefused, backOff = defaultBackOff } = options
  const listeners = new Set<(notice: Notice) => void>()
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let socket: Socket | undefined
  let attempts = 0
  let heardAt = 0
  /** When it was asked for a word that has not come yet. */
  let askedAt: number | undefined
  let isSilent = false

  function connect(): void {
    const opened = open()
    let hasOpened = false
    opened.onopen = () => {
      hasOpened = true
      attempts = 0
      socket = opened
      hear()
      onConnection({ state: 'connected' })
    }
    opened.onmessage = ({ data }) => {
      if (typeof data === 'string') receive(data)
    }
    opened.onclose = ({ code }) => {
      socket = undefined
      isSilent = false
      for (const { resolve } of waiting.values()) resolve(lostMeanwhile())
      waiting.clear()
      if (code === signedOutCode) onConnection({ state: 'refused', reason: 'signed-out' })
      else unawaited(retry(hasOpened))
    }
  }

  async function retry(hadOpened: boolean): Promise<void> {
    if (!hadOpened && (await isRefused())) {
      onConnection({ state: 'refused', reason: 'unknown-link' })
      return
    }
    onConnection({ state: 'reconnecting', attempts })
    setTimeout(connect, backOff(attempts))
    attempts += 1
  }

  function hear(): void {
    heardAt = performance.now()
    askedAt = undefined
    if (!isSilent) return
    isSilent = false
    onConnection({ state: 'connected' })
  }

  function lookForSilence(): void {
    const now = performance.now()
    if (!socket || isSilent || now - heardAt < silence.asked) return
    if (askedAt === undefined) {
      askedAt = now
      unawaited(request('hostStatus', {}))
    } else if (now - askedAt >= silence.told) {
      isSilent = true
      onConnection({ state: 'silent' })
    }
  }

  function receive(text: string): void {
    hear()
    const message = JSON.parse(text) as { id: number; answer: Answer<unknown> } | { notice: Notice }
    if ('notice' in message) {
      for (const listener of listeners) listener(message.notice)
    } else {
      waiting.get(message.id)?.resolve(message.answer)
      waiting.delete(message.id)
    }
  }

  function request<Name extends RequestName>(
    name: Name,
    input: RequestInput<Name>,
  ): Promise<Answer<RequestValue<Name>>> {
    if (!socket) return Promise.resolve(notConnected())
    const id = ++lastId
    socket.send(JSON.stringify({ id, name, input }))
    return new Promise((resolve) => {
      // The contract's types hold: the host answers with what it declares.
      waiting.set(id, { resolve: resolve as Waiting['resolve'] })
    })
  }

  connect()
  setInterval(lookForSilence, silence.look)
  return {
    request,
    onNotice(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
