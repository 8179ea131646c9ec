import { type Server, type Socket, createServer } from 'node:net'
import { type Answer, failure, success } from '../contract/answer.ts'
import type { Engine } from '../engine/index.ts'
import { type LocalBounds, connectLocally, localBounds } from './local-connection.ts'
import { makeLocalPlace } from './local-place.ts'

/** Clients at a time; more are turned away. Each costs a descriptor, of which a process may have 1,024. */
const mostClients = 500
/** Milliseconds in which a client must have read what was sent to it before the end. */
const farewell = 1_000

/** The contract, served to this user's programs on this machine. */
export interface LocalSocket {
  /** Ends every connection once what was sent there is read, for 1 s at most. The engine is left as it is. */
  close(): Promise<void>
}

/**
 * Serves the contract at a socket (on Windows a named pipe) that only this user reaches: docs/local-socket.md. Only for
 * who holds the data folder. Fails (as a value) if the system refuses.
 */
export async function serveLocally({
  engine,
  dataFolder,
  bounds = localBounds,
}: {
  engine: Engine
  dataFolder: string
  bounds?: LocalBounds
}): Promise<Answer<LocalSocket>> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    connectLocally(socket, engine, bounds)
  })
  server.maxConnections = mostClients
  let place
  try {
    place = makeLocalPlace(dataFolder)
    await listen(server, place.address)
  } catch (error) {
    place?.remove()
    const { code = '', message } = error as NodeJS.ErrnoException
    return failure(
      'system-error',
      `Forkyard could not open its local socket in ${dataFolder}: ${message}. ` +
        'The command line needs it; a data folder on a local disk (FORKYARD_HOME) can have one.',
      { details: { code, folder: dataFolder } },
    )
  }
  const { remove } = place
  // For a host that ends without closing it.
  process.once('exit', remove)
  return success({
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroySoon()
      const giveUp = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, farewell)
      await closed
      clearTimeout(giveUp)
      process.off('exit', remove)
      remove()
    },
  })
}

/** The system makes the socket while `listen` is called, with the mode that the umask leaves: 0600, from the start. */
async function listen(server: Server, address: string): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const umask = process.umask(0o077)
  try {
    server.listen(address)
  } finally {
    process.umask(umask)
  }
  await listening
}
