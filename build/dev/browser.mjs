// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createServer } from 'vite'
import { renderer } from '../../electron.config.ts'
import { root } from '../set-up/folders.mjs'
import { say } from '../set-up/say.mjs'
import { passSignals } from '../set-up/signals.mjs'
/** @import { ClientRequest, IncomingMessage } from 'node:http' */
/** @import { AddressInfo } from 'node:net' */
/** @import { ProxyOptions } from 'vite' */

/**
 * The window from its sources with hot reload, beside a headless host that runs from its sources and restarts when they
 * change. Each start of the host prints a new link. Ends with the host.
 */
export async function serveForDevelopment() {
  const hostPort = await freePort()
  const pagePort = await freePort()
  const hostOrigin = `http://127.0.0.1:${hostPort}`
  const pageOrigin = `http://127.0.0.1:${pagePort}`
  const passed = toHost(hostOrigin, pageOrigin)
  const server = await createServer({
    ...renderer,
    configFile: false,
    server: {
      host: '127.0.0.1',
      port: pagePort,
      strictPort: true,
      proxy: { '/session': passed, '/ws': { ...passed, ws: true } },
    },
  })
  await server.listen()
  const cli = join(root, 'src-main', 'cli.ts')
  const host = spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', cli, 'serve', '--no-open', '--port', String(hostPort)],
    { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] },
  )
  passSignals(host)
  createInterface({ input: host.stdout }).on('line', (line) => {
    if (URL.canParse(line)) say(`The window, from its sources: ${pageOrigin}/${new URL(line).hash}`)
  })
  await once(host, 'exit')
  await server.close()
}

/**
 * Passes on what our own page asks for as if the host's page had asked: the host refuses every other origin.
 * @param {string} hostOrigin
 * @param {string} pageOrigin
 * @returns {ProxyOptions}
 */
function toHost(hostOrigin, pageOrigin) {
  /**
   * @param {ClientRequest} toHost
   * @param {IncomingMessage} fromPage
   */
  const rename = (toHost, fromPage) => {
    if (fromPage.headers.origin === pageOrigin) toHost.setHeader('origin', hostOrigin)
  }
  return {
    target: hostOrigin,
    changeOrigin: true,
    configure: (proxy) => {
      proxy.on('proxyReq', rename)
      proxy.on('proxyReqWs', rename)
    },
  }
}

/** A port that was free a moment ago: the host keeps its own over its restarts. */
async function freePort() {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {AddressInfo} */ (server.address())
  server.close()
  return port
}
