import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { Peers } from '../../src-main/host/peers.ts'
import { startTestHost } from './harness/test-host.ts'

const [owner, stranger] = [4_711, 65_534]

/** Uses each token, then opens a WebSocket with the bearer: their statuses and codes. Told by standard input, as others read arguments. */
const visit = `
const { request } = require('node:http')
function ask(origin, path, headers, body) {
  return new Promise((resolve, reject) => {
    const asked = request(origin + path, { method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (part) => (text += part)).on('end', () => resolve([response.statusCode, JSON.parse(text).code ?? 'let in']))
    })
    asked.on('upgrade', (response, socket) => { socket.destroy(); resolve([response.statusCode, 'let in']) })
    asked.on('error', reject)
    asked.end(body)
  })
}
process.stdin.once('data', async (input) => {
  const { origin, tokens, bearer } = JSON.parse(input)
  const session = (token) => ask(origin, '/session', { 'content-type': 'application/json' }, JSON.stringify({ token }))
  const sessions = await Promise.all(tokens.map(session))
  const webSocket = await ask(origin, '/ws', {
    connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-protocol': 'forkyard, bearer.' + bearer,
  })
  console.log(JSON.stringify({ sessions, webSocket }))
})
`

interface Visit {
  sessions: [number, string][]
  webSocket: [number, string]
}

async function visitAs(uid: number, input: { origin: string; tokens: string[]; bearer: string }): Promise<Visit> {
  const visitor = spawn(process.execPath, ['-e', visit], {
    uid,
    gid: uid,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  visitor.stdout.on('data', (text: Buffer) => (output += text.toString()))
  visitor.stdin.end(JSON.stringify(input))
  await once(visitor, 'close')
  return JSON.parse(output) as Visit
}

const isRoot = process.platform === 'linux' && process.getuid?.() === 0

describe.runIf(isRoot)('a host of another user (on Linux, as root: nobody else can become one)', () => {
  const start = () => startTestHost(undefined, { peers: new Peers({ uid: owner, unmappedUid: undefined }) })
  const letIn = { sessions: [[200, 'let in']], webSocket: [101, 'let in'] }

  test('refuses whoever has its token and its bearer, and leaves both as they were', async () => {
    const { origin, newToken, newBearer } = await start()
    const secrets = { origin, tokens: [newToken()], bearer: await newBearer() }
    const refused = { sessions: [[403, 'other-user']], webSocket: [403, 'other-user'] }
    expect(await visitAs(stranger, secrets)).toEqual(refused)
    expect(await visitAs(owner, secrets)).toEqual(letIn)
  })

  test('lets root in', async () => {
    const { origin, newToken, newBearer } = await start()
    expect(await visitAs(0, { origin, tokens: [newToken()], bearer: await newBearer() })).toEqual(letIn)
  })

  test('gives every token to its owner, however quick another user is', async () => {
    const { origin, newToken, newBearer } = await start()
    const bearer = await newBearer()
    const secrets = { origin, tokens: Array.from({ length: 16 }, newToken), bearer }
    const [raced, owned] = await Promise.all([visitAs(stranger, secrets), visitAs(owner, secrets)])
    expect(new Set(raced.sessions.map(String))).toEqual(new Set(['403,other-user']))
    expect(new Set(owned.sessions.map(String))).toEqual(new Set(['200,let in']))
  })
})
