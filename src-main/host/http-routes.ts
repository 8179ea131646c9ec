import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { raise } from '../platform/uncaught.ts'
import type { Access } from './access.ts'
import { type PageFiles, findPageFile } from './page-files.ts'
import type { LinkRefusal } from './links.ts'
import type { Peers } from './peers.ts'
import { type Refusal, checkRequest, otherUser } from './request-check.ts'
import { refuse, respond, respondJson, securityHeaders } from './response.ts'

/** A token and its JSON are about 60 bytes. */
const sessionBodyBytes = 4_096

export interface Surroundings {
  /** `127.0.0.1:PORT`. */
  authority: string
  access: Access
  peers: Peers
  files: PageFiles
}

/**
 * `GET` and `HEAD` of the window's files, which are no secret, and `POST /session` with `{token}`, which exchanges a
 * link's token for a bearer.
 */
export function httpRoutes(surroundings: Surroundings): RequestListener {
  const headers = securityHeaders(surroundings.authority)
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const refusal = checkRequest(request, surroundings.authority)
    if (refusal) {
      refuse(response, refusal)
      return
    }
    if (request.url === '/session') answerSession(request, response, surroundings)
    else answerFile(request, response, surroundings.files)
  }
}

function answerFile(request: IncomingMessage, response: ServerResponse, files: PageFiles): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, wrongMethod(response, 'GET, HEAD'))
    return
  }
  const file = findPageFile(files, request.url ?? '')
  if (file) respond(response, 200, file.type, file.content)
  else refuse(response, { status: 404, code: 'not-found', message: 'There is no such page here.' })
}

function answerSession(request: IncomingMessage, response: ServerResponse, surroundings: Surroundings): void {
  if (request.method !== 'POST') {
    refuse(response, wrongMethod(response, 'POST'))
    return
  }
  // The token is in the body, and only JSON is read: a form of another site cannot send this type without asking first.
  if (request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json') {
    refuse(response, { status: 415, code: 'wrong-content-type', message: 'The body must be application/json.' })
    return
  }
  readBody(request, (body) => {
    if (body === undefined) {
      refuse(response, { status: 413, code: 'too-large', message: `The body is over ${sessionBodyBytes} bytes.` })
      return
    }
    const token = tokenIn(body)
    if (token === undefined) {
      refuse(response, { status: 400, code: 'invalid-request', message: 'The body must be {"token": "…"}.' })
      return
    }
    exchange(token, request, response, surroundings).catch((error: unknown) => {
      response.destroy()
      raise(error)
    })
  })
}

/** The peer is looked at first: a link that another user has got hold of stays unused. */
async function exchange(
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
  { access: { links, sessions }, peers }: Surroundings,
): Promise<void> {
  const peer = await peers.judge(request.socket)
  // Nobody is there any more to be let in.
  if (peer === 'closed' || request.socket.destroyed) {
    response.destroy()
    return
  }
  if (peer === 'other-user') {
    refuse(response, otherUser)
    return
  }
  const used = links.use(token)
  if (used.ok) respondJson(response, 200, { bearer: sessions.open(request.headers['user-agent']) })
  else refuse(response, { status: 401, code: used.code, message: linkSentences[used.code] })
}

const another = 'Press Enter in the terminal of “forkyard serve” for another, or run “forkyard sessions link”.'
const linkSentences: Record<LinkRefusal, string> = {
  'used-link': `This link was used already; each works once. ${another}`,
  'expired-link': `This link has expired; each can be used for a minute. ${another}`,
  'unknown-link': 'This link is not of this host: it was restarted, say. Open the link that it printed last.',
}

function wrongMethod(response: ServerResponse, allowed: string): Refusal {
  response.setHeader('allow', allowed)
  return { status: 405, code: 'wrong-method', message: `Only ${allowed} can be used here.` }
}

/** Calls back once, with undefined if the body is too large; never where the client goes away. */
function readBody(request: IncomingMessage, onRead: (body: string | undefined) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    if (size > sessionBodyBytes) return
    size += chunk.byteLength
    chunks.push(chunk)
    if (size > sessionBodyBytes) onRead(undefined)
  })
  request.on('end', () => {
    if (size <= sessionBodyBytes) onRead(Buffer.concat(chunks).toString())
  })
}

function tokenIn(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body)
    const token = typeof value === 'object' && value !== null && 'token' in value ? value.token : undefined
    return typeof token === 'string' ? token : undefined
  } catch {
    return undefined
  }
}
