import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Engine } from '../engine/index.ts'
import type { Access } from './access.ts'
import { connect } from './connection.ts'
import { type Refusal, checkRequest, unknownSession } from './request-check.ts'
import { securityHeaders } from './response.ts'

/** Bytes of one message: 100,000 tasks of some 600 bytes fit. */
const messageBytes = 64 * 1_048_576

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
    engine,
    onCountChanged,
  }: {
    authority: string
    access: Access
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

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const refusal = checkUpgrade(request, authority, access)
    if (refusal) refuseUpgrade(stream, refusal, authority)
    else
      sockets.handleUpgrade(request, stream, head, (socket) => {
        connect(socket, engine)
        socket.on('close', () => onCountChanged(sockets.clients.size))
        onCountChanged(sockets.clients.size)
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

function checkUpgrade(request: IncomingMessage, authority: string, access: Access): Refusal | undefined {
  const refusal = checkRequest(request, authority)
  if (refusal) return refusal
  if (request.url !== '/ws') return { status: 404, code: 'not-found', message: 'The WebSocket is at /ws.' }
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const bearer = protocols.find((name) => name.startsWith('bearer.'))?.slice('bearer.'.length)
  if (!access.admits(bearer)) return unknownSession
  if (protocols.includes('forkyard')) return undefined
  return { status: 400, code: 'wrong-protocol', message: 'The WebSocket’s subprotocol must be forkyard.' }
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
