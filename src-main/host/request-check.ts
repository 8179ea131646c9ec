import type { IncomingMessage } from 'node:http'

/** Why a request gets no answer of the application. */
export interface Refusal {
  status: 400 | 401 | 403 | 404 | 405 | 413 | 415
  /** Stable, for clients. */
  code: string
  /** A whole English sentence. */
  message: string
}

/**
 * What every request must pass before anything else is looked at, upgrades too: exact Host (a name that was rebound to
 * this address has another), then Origin, then Sec-Fetch-Site. The two last are absent where the client is no browser.
 *
 * @param authority `127.0.0.1:PORT`, as in the printed link
 */
export function checkRequest(request: IncomingMessage, authority: string): Refusal | undefined {
  const hosts = request.headersDistinct.host ?? []
  if (hosts.length !== 1) {
    return { status: 400, code: 'not-one-host', message: 'The request must have exactly one Host header.' }
  }
  if (!request.url?.startsWith('/')) {
    return { status: 400, code: 'wrong-target', message: 'The request’s target must be a path.' }
  }
  if (hosts[0] !== authority) {
    return { status: 403, code: 'wrong-host', message: `This server answers to http://${authority}/ alone.` }
  }
  const { origin } = request.headers
  if (origin !== undefined && origin !== `http://${authority}`) {
    return { status: 403, code: 'wrong-origin', message: 'Another site’s page may not speak to Forkyard.' }
  }
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { status: 403, code: 'wrong-site', message: 'Another site’s page may not speak to Forkyard.' }
  }
  return undefined
}

/** No bearer, or one that this host did not give. */
export const unknownSession: Refusal = {
  status: 401,
  code: 'unknown-session',
  message: 'This session is not known here: the host was restarted, say. Open a fresh link.',
}
