import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, failure, success } from '../contract/answer.ts'
import type { Engine } from '../engine/index.ts'
import { Access } from './access.ts'
import { httpRoutes } from './http-routes.ts'
import { readPageFiles } from './page-files.ts'
import { Peers } from './peers.ts'
import { acceptWebSockets } from './web-sockets.ts'

export interface HostOptions {
  engine: Engine
  /** The built window: a folder with `index.html`. */
  pageFolder: string
  /** 0 for any free one. */
  port: number
  /** Called with the number of connected clients after one has come or gone. */
  onClientsChanged?: (count: number) => void
  /** Milliseconds in which a link can be used; a minute by default. */
  linkLifetime?: number
  /** What tells other users' connections. */
  peers?: Peers
}

/** The contract, served over HTTP and WebSocket on 127.0.0.1. */
export interface Host {
  /** `http://127.0.0.1:PORT` */
  origin: string
  access: Access
  /** Ends every connection. The engine is left as it is. */
  close(): Promise<void>
}

/** Fails (as a value) if the window's files are missing or the port cannot be had. */
export async function serveContract(options: HostOptions): Promise<Answer<Host>> {
  const files = await readPageFiles(options.pageFolder).catch(() => undefined)
  if (!files?.has('/')) {
    return failure(
      'not-available',
      `The window’s files are missing at ${options.pageFolder}. Build them: npm run build`,
    )
  }
  const server = createServer()
  const refusal = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve)
    server.listen({ host: '127.0.0.1', port: options.port, exclusive: true }, () => {
      resolve(undefined)
    })
  })
  if (refusal) return portFailure(options.port, refusal)

  const authority = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = `http://${authority}`
  const access = new Access(origin, options.linkLifetime)
  const peers = options.peers ?? new Peers()
  server.on('request', httpRoutes({ authority, access, peers, files }))
  const sockets = acceptWebSockets(server, {
    authority,
    access,
    peers,
    engine: options.engine,
    onCountChanged: (count) => options.onClientsChanged?.(count),
  })
  return success({
    origin,
    access,
    close: async () => {
      access.links.close()
      const closed = new Promise((resolve) => server.close(resolve))
      await sockets.close()
      server.closeAllConnections()
      await closed
    },
  })
}

function portFailure(port: number, { code = '', message }: NodeJS.ErrnoException): Answer<never> {
  const remedy = 'Name another with --port, or leave --port out for any free one.'
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program. ${remedy}`,
    EACCES: `Port ${port} may not be opened by this user. ${remedy}`,
  }
  return failure('system-error', sentences[code] ?? `Port ${port} could not be opened: ${message}. ${remedy}`, {
    details: { code, port },
  })
}
