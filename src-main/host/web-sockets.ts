import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Engine } from '../engine/index.ts'
import { raise } from '../platform/uncaught.ts'
import { type Access, withAccess } from './access.ts'
import { connect } from './connection.ts'
import type { Peers } from './peers.ts'
import { type Refusal, checkRequest, otherUser, unknownSession } from './request-check.ts'
import { securityHeaders } from './response.ts'
import type { Session } from './sessions.ts'

/** Bytes of one message: 100,000 tasks of some 600 bytes fit. */
const messageBytes = 64 * 1_048_576

/** What a WebSocket is closed with when its session was revoked: of those that applications may use (RFC 6455, 7.4.2). */
const revokedCode = 4_001

export interface WebSockets {
  /** Tells every client that the host ends, and resolves when all are gone. */
  close(): Promise<void>
}

/**
 * Serves the contract at `/ws`. A client names the subprotocols `forkyard` and `bearer.<its bearer>`: a page cannot set
 * headers there, and a URL would end in logs. The bearer is never sent back.
 */
export function acceptWebSockets(
  server: Server,
  {
    authority,
    access,
    peers,
    engine,
    onCountChanged,
  }: {
    authority: string
    access: Access
    peers: Peers
    engine: Engine
    onCountChanged: (count: number) => void
  },
): WebSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytes,
    perMessageDeflate: false,
    handleProtocols: (names) => (names.has('forkyard') ? 'forkyard' : false),
  })

  async function admit(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const checked = await checkUpgrade(request, { authority, access, peers })
    if (!checked.ok) {
      refuseUpgrade(stream, checked.refusal, authority)
      return
    }
    const { session } = checked
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const connection = connect(socket, withAccess(engine, access, session))
      const leave = session.join(() => {
        connection.end(revokedCode, 'This window was signed out.')
      })
      socket.on('close', () => {
        leave()
        onCountChanged(sockets.clients.size)
      })
      onCountChanged(sockets.clients.size)
    })
  }

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    admit(request, stream, head).catch((error: unknown) => {
      stream.destroy()
      raise(error)
    })
  })

  return {
    close: async () => {
      const closed = [...sockets.clients].map(
        (socket) =>
          new Promise((resolve) => (socket.readyState === socket.CLOSED ? resolve(null) : socket.on('close', resolve))),
      )
      for (const socket of sockets.clients) socket.close(1001, 'The host has ended.')
      const giveUp = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, 1_000)
      await Promise.all(closed)
      clearTimeout(giveUp)
    },
  }
}

type Checked = { ok: true; session: Session } | { ok: false; refusal: Refusal }

async function checkUpgrade(
  request: IncomingMessage,
  { authority, access, peers }: { authority: string; access: Access; peers: Peers },
): Promise<Checked> {
  const refusal = checkRequest(request, authority)
  if (refusal) return { ok: false, refusal }
  if (request.url !== '/ws') {
    return { ok: false, refusal: { status: 404, code: 'not-found', message: 'The WebSocket is at /ws.' } }
  }
  const peer = await peers.judge(request.socket)
  // To one that has closed already nothing is said; it was the stream's end.
  if (peer === 'other-user' || peer === 'closed') return { ok: false, refusal: otherUser }
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const bearer = protocols.find((name) => name.startsWith('bearer.'))?.slice('bearer.'.length)
  const session = access.sessions.find(bearer)
  if (!session) return { ok: false, refusal: unknownSession }
  if (protocols.includes('forkyard')) return { ok: true, session }
  const message = 'The WebSocket’s subprotocol must be forkyard.'
  return { ok: false, refusal: { status: 400, code: 'wrong-protocol', message } }
}

function refuseUpgrade(stream: Duplex, { status, code, message }: Refusal, authority: string): void {
  stream.once('finish', () => stream.destroy())
  const body = JSON.stringify({ code, message })
  const headers = {
    ...securityHeaders(authority),
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  stream.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body}`)
}
