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
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isOpening(request)) {
    return { status: 403, code: 'wrong-site', message: 'Another site’s page may not speak to Forkyard.' }
  }
  return undefined
}

/**
 * Whether a browser loads the window itself, as the page of a tab: that is what the redirect file in the data folder and
 * links in other programs' pages do. A page is no secret, and no other can see into it.
 */
function isOpening({ method, url, headers }: IncomingMessage): boolean {
  const isPage = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  return method === 'GET' && url === '/' && headers.upgrade === undefined && isPage
}

/** The process at the other end is another user's. */
export const otherUser: Refusal = {
  status: 403,
  code: 'other-user',
  message:
    'This Forkyard belongs to another user of this machine, so it is closed to you. Start one of your own: forkyard serve',
}

/** No bearer, or one of no session. */
export const unknownSession: Refusal = {
  status: 401,
  code: 'unknown-session',
  message:
    'This session has ended: it was signed out, was not used for a day, or Forkyard was restarted. Open a new link.',
}
