import type { WebSocket } from 'ws'
import type { Notice } from '../contract/contract.ts'
import type { Engine } from '../engine/index.ts'
import { parseMessage } from './message.ts'

/** Bytes that may wait for a slow client before deltas are left out; it then takes a new snapshot. */
const deltaBound = 1_048_576
/** Bytes that may wait for a client that asks but does not read; beyond, it is cut off. */
const totalBound = 268_435_456
/** Milliseconds between pings; a client that answered none in between is gone. */
const heartbeat = 15_000

/** Joins one WebSocket to a session of the engine, until either side closes. */
export function connect(socket: WebSocket, engine: Engine): void {
  /** The newest revision that the client was not told of. */
  let skippedRevision: number | undefined
  let isAlive = true

  function send(message: object): void {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > totalBound) socket.terminate()
    else socket.send(JSON.stringify(message), catchUp)
  }

  /** Told of a revision it does not stand at, the client asks for a snapshot: deltas need not be kept for it. */
  function catchUp(): void {
    if (skippedRevision === undefined || socket.bufferedAmount > deltaBound) return
    const revision = skippedRevision
    skippedRevision = undefined
    send({ notice: { name: 'delta', value: { previousRevision: revision, revision } } })
  }

  function deliver(notice: Notice): void {
    if (notice.name === 'delta' && socket.bufferedAmount > deltaBound) skippedRevision = notice.value.revision
    else {
      if (notice.name === 'delta') skippedRevision = undefined
      send({ notice })
    }
  }

  const session = engine.openSession({ deliver })

  async function answer(text: string): Promise<void> {
    const message = parseMessage(text)
    if (message.ok) send({ id: message.id, answer: await session.answer(message.name, message.input) })
    else send({ id: message.id, answer: message.failure })
  }

  const pinging = setInterval(() => {
    if (!isAlive) socket.terminate()
    isAlive = false
    socket.ping()
  }, heartbeat)

  socket.on('message', (content: Buffer, isBinary) => {
    if (isBinary) socket.close(1003, 'Messages are JSON text; binary ones are not understood.')
    else void answer(content.toString())
  })
  socket.on('pong', () => {
    isAlive = true
  })
  // What breaks the protocol (a message that is too large, text that is not UTF-8): ws closes with the code for it.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    clearInterval(pinging)
    session.close()
  })
}
