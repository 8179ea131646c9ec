import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Access } from './access.ts'
import { type PageFiles, findPageFile } from './page-files.ts'
import { type Refusal, checkRequest } from './request-check.ts'
import { refuse, respond, respondJson, securityHeaders } from './response.ts'

/** A token and its JSON are about 60 bytes. */
const sessionBodyBytes = 4_096

export interface Surroundings {
  /** `127.0.0.1:PORT`. */
  authority: string
  access: Access
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
    if (request.url === '/session') answerSession(request, response, surroundings.access)
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

function answerSession(request: IncomingMessage, response: ServerResponse, access: Access): void {
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
    const exchange = access.exchange(token)
    if (exchange.ok) respondJson(response, 200, { bearer: exchange.bearer })
    else refuse(response, { status: 401, code: exchange.code, message: linkSentences[exchange.code] })
  })
}

const linkSentences = {
  'used-link':
    'This link was used already; each works once. Press Enter in the terminal of “forkyard serve” for a fresh one.',
  'unknown-link': 'This link is not of this host: it was restarted, say. Open the link that it printed last.',
}

function wrongMethod(response: ServerResponse, allowed: string): Refusal {
  response.setHeader('allow', allowed)
  return { status: 405, code: 'wrong-method', message: `Only ${allowed} can be used here.` }
}

/** Calls back once, with undefined where the body is too large; never where the client goes away. */
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
