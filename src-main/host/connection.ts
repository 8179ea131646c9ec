import type { WebSocket } from 'ws'
import type { Engine } from '../engine/index.ts'
import { converse } from './conversation.ts'

/** Milliseconds between pings; a client that answered none in between is gone. */
const heartbeat = 15_000

/** Milliseconds that a client has to take its leave. */
const farewell = 1_000

export interface Connection {
  /** Carries out nothing more, and closes the WebSocket with this code and reason (123 bytes at most). */
  end(code: number, reason: string): void
}

/** Joins one WebSocket to a session of the engine, until either side closes. */
export function connect(socket: WebSocket, engine: Engine): Connection {
  let isAlive = true
  let isEnded = false
  const conversation = converse(
    {
      get isOpen() {
        return socket.readyState === socket.OPEN
      },
      get bytesWaiting() {
        return socket.bufferedAmount
      },
      send: (text, onSent) => {
        socket.send(text, onSent)
      },
      cut: () => {
        socket.terminate()
      },
    },
    engine,
  )

  const pinging = setInterval(() => {
    if (!isAlive) socket.terminate()
    isAlive = false
    socket.ping()
  }, heartbeat)

  socket.on('message', (content: Buffer, isBinary) => {
    if (isEnded) return
    if (isBinary) socket.close(1003, 'Messages are JSON text; binary ones are not understood.')
    else conversation.receive(content.toString())
  })
  socket.on('pong', () => {
    isAlive = true
  })
  // What breaks the protocol (a message that is too large, text that is not UTF-8): ws closes with the code for it.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    clearInterval(pinging)
    conversation.close()
  })

  return {
    end(code, reason) {
      isEnded = true
      conversation.close()
      socket.close(code, reason)
      const stuck = setTimeout(() => {
        socket.terminate()
      }, farewell)
      socket.on('close', () => {
        clearTimeout(stuck)
      })
    },
  }
}
