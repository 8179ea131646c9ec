import { randomBytes } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { sendRaw } from './harness/raw-http.ts'
import { startTestHost } from './harness/test-host.ts'

describe('the window’s files', () => {
  test('are served with their types, by GET and HEAD', async () => {
    const { origin } = await startTestHost()
    const page = await fetch(`${origin}/?anything=1`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await page.text()).toContain('<title>Forkyard</title>')
    const script = await fetch(`${origin}/assets/main-1a2b.js`)
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect((await fetch(`${origin}/assets/é x.css`)).headers.get('content-type')).toBe('text/css; charset=utf-8')
    const head = await fetch(`${origin}/`, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe('38')
    expect(await head.text()).toBe('')
  })

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e%252fsecret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/assets/..%00/../secret.txt',
    '/index.html%00.js',
    '//secret.txt',
    '/.//../secret.txt',
    '/assets/../index.html',
    '/assets',
    '/%',
    '/%zz',
    '/__proto__',
  ])('never include what is not among them: %s', async (target) => {
    const { port, authority } = await startTestHost()
    const { status, body } = await sendRaw(port, `GET ${target} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
    expect(status).toBe(404)
    expect(body).not.toContain('secret')
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('refuse %s', async (method) => {
    const { port, authority } = await startTestHost()
    const { status, headers } = await sendRaw(port, `${method} / HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, HEAD')
  })

  test('and every refusal carry the headers that shut other sites out', async () => {
    const { origin, authority, port } = await startTestHost()
    const refusedUpgrade = `GET /ws HTTP/1.1\r\nHost: ${authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
    const answers = [
      Object.fromEntries((await fetch(`${origin}/`)).headers),
      Object.fromEntries((await fetch(`${origin}/absent`)).headers),
      Object.fromEntries((await fetch(`${origin}/session`, { method: 'POST' })).headers),
      (await sendRaw(port, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n')).headers,
      (await sendRaw(port, refusedUpgrade)).headers,
    ]
    for (const headers of answers) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
      })
      const policy = headers['content-security-policy'] ?? ''
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toContain('unsafe-eval')
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
  })
})

describe('a link', () => {
  test('is exchanged for a bearer, once', async () => {
    const { newToken, postSession } = await startTestHost()
    const body = JSON.stringify({ token: newToken() })
    const first = await postSession(body)
    expect(first.status).toBe(200)
    expect(await first.json()).toEqual({ bearer: expect.stringMatching(/^[\w-]{43}$/) as string })
    const second = await postSession(body)
    expect(second.status).toBe(401)
    expect(await second.json()).toMatchObject({
      code: 'used-link',
      message: expect.stringContaining('Enter') as string,
    })
  })

  test('of another host is not known', async () => {
    const [{ newToken }, { postSession }] = [await startTestHost(), await startTestHost()]
    const answer = await postSession(JSON.stringify({ token: newToken() }))
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 'unknown-link' })
  })

  test('that is older than its time has expired, which is told apart', async () => {
    const { host, postSession } = await startTestHost(undefined, { linkLifetime: 50 })
    const { promise: isOver, resolve: onOver } = Promise.withResolvers<undefined>()
    const link = host.access.createLink(() => {
      onOver(undefined)
    })
    await isOver
    const answer = await postSession(JSON.stringify({ token: new URL(link).hash.replace('#token=', '') }))
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({
      code: 'expired-link',
      message: expect.stringMatching(/has expired.*Press Enter.*“forkyard sessions link”/) as string,
    })
  })

  test('is not found by a thousand wrong tokens at once, which leave nothing behind and nobody waiting', async () => {
    const complaints = vi.spyOn(console, 'error')
    const { newToken, postSession, openSocket, host } = await startTestHost()
    const token = newToken()
    const client = await openSocket()
    const over = new AbortController()
    const statuses = new Set<number>()
    const flood = async () => {
      for (let count = 0; count < 40; count++) {
        const wrong = randomBytes(32).toString('base64url')
        const answer = await postSession(JSON.stringify({ token: wrong }))
        statuses.add(answer.status)
        await answer.arrayBuffer()
      }
    }
    const floods = Promise.all(Array.from({ length: 25 }, flood)).finally(() => over.abort())
    let answered = 0
    while (!over.signal.aborted) expect(await client.request(++answered, 'anything', {})).toMatchObject({ ok: true })
    await floods
    expect([...statuses]).toEqual([401])
    // In turn with them: it waits for as many as are asked at a time, no longer.
    expect(answered).toBeGreaterThan(20)
    expect(host.access.sessions.list(undefined)).toHaveLength(1)
    expect(complaints).not.toHaveBeenCalled()
    expect((await postSession(JSON.stringify({ token }))).status).toBe(200)
  }, 60_000)

  test.each(['not JSON', '{}', 'null', '[]', '{"token": 1}', '{"token": {"length": 43}}', ''])(
    'is not read from %s',
    async (body) => {
      const answer = await (await startTestHost()).postSession(body)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ code: 'invalid-request' })
    },
  )

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json2', ''])(
    'is not taken as %s, and stays unused',
    async (type) => {
      const { newToken, postSession } = await startTestHost()
      const body = JSON.stringify({ token: newToken() })
      const refused = await postSession(body, { 'content-type': type })
      expect(refused.status).toBe(415)
      expect((await postSession(body)).status).toBe(200)
    },
  )

  test('is not looked for in a body over 4 KiB', async () => {
    const { newToken, postSession } = await startTestHost()
    const answer = await postSession(JSON.stringify({ token: newToken(), more: 'x'.repeat(5_000) }))
    expect(answer.status).toBe(413)
  })

  test.each(['GET', 'PUT', 'OPTIONS'])('is not exchanged by %s', async (method) => {
    const { origin } = await startTestHost()
    const answer = await fetch(`${origin}/session`, { method })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST')
  })
})
