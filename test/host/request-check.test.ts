import { describe, expect, test } from 'vitest'
import { sendRaw } from './harness/raw-http.ts'
import { startTestHost } from './harness/test-host.ts'

/** The lines are given the right authority for `HOST`. */
async function statusOf(...lines: string[]) {
  const { port, authority } = await startTestHost()
  const text = `${lines.join('\r\n').replaceAll('HOST', authority)}\r\nConnection: close\r\n\r\n`
  const { status, body } = await sendRaw(port, text)
  return { status, code: body.startsWith('{') ? (JSON.parse(body) as { code: string }).code : undefined }
}

describe('a request is refused', () => {
  test.each([
    ['the name of another site (DNS rebinding)', 'Host: evil.example:80'],
    ['another name of this machine', 'Host: localhost:1'],
    ['the address without the port', 'Host: 127.0.0.1'],
    ['the address with something after it', 'Host: HOST.evil.example'],
    ['nothing', 'Host:'],
  ])('when Host is %s', async (_, host) => {
    expect(await statusOf('GET / HTTP/1.1', host)).toEqual({ status: 403, code: 'wrong-host' })
  })

  test.each([
    ['GET / HTTP/1.1', 'Host: HOST', 'Host: evil.example'],
    ['GET / HTTP/1.1', 'Host: evil.example', 'Host: HOST'],
    ['GET / HTTP/1.1', 'Host: HOST', 'host: HOST'],
    ['GET / HTTP/1.0'],
  ])('without exactly one Host: %s %s %s', async (...lines) => {
    expect(await statusOf(...lines)).toEqual({ status: 400, code: 'not-one-host' })
  })

  test.each(['http://evil.example/', 'http://HOST/', 'http://HOST/ws', '*'])(
    'when its target is no path: %s',
    async (target) => {
      const method = target === '*' ? 'OPTIONS' : 'GET'
      expect(await statusOf(`${method} ${target} HTTP/1.1`, 'Host: HOST')).toEqual({
        status: 400,
        code: 'wrong-target',
      })
    },
  )

  test.each(['http://evil.example', 'https://HOST', 'http://localhost:1', 'null', 'http://HOST.evil.example', ''])(
    'when it comes from another origin: %s',
    async (origin) => {
      const answer = await statusOf('GET / HTTP/1.1', 'Host: HOST', `Origin: ${origin}`)
      expect(answer).toEqual({ status: 403, code: 'wrong-origin' })
    },
  )

  test('when two Origin headers are given', async () => {
    const answer = await statusOf('GET / HTTP/1.1', 'Host: HOST', 'Origin: http://HOST', 'Origin: http://evil.example')
    expect(answer).toEqual({ status: 403, code: 'wrong-origin' })
  })

  test.each(['cross-site', 'same-site', 'whatever'])('when Sec-Fetch-Site is %s', async (site) => {
    const answer = await statusOf('GET / HTTP/1.1', 'Host: HOST', `Sec-Fetch-Site: ${site}`)
    expect(answer).toEqual({ status: 403, code: 'wrong-site' })
  })

  test('by the same checks in the same order when it wants a WebSocket', async () => {
    const upgrade = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==']
    const get = 'GET /ws HTTP/1.1'
    const of = (...lines: string[]) => statusOf(...lines, 'Connection: Upgrade', ...upgrade).then(({ code }) => code)
    expect(await of(get, 'Host: HOST', 'Host: HOST', 'Origin: null')).toBe('not-one-host')
    expect(await of(get, 'Host: evil.example', 'Origin: null', 'Sec-Fetch-Site: cross-site')).toBe('wrong-host')
    expect(await of(get, 'Host: HOST', 'Origin: null', 'Sec-Fetch-Site: cross-site')).toBe('wrong-origin')
    expect(await of(get, 'Host: HOST', 'Origin: http://HOST', 'Sec-Fetch-Site: cross-site')).toBe('wrong-site')
    expect(await of('GET http://HOST/ws HTTP/1.1', 'Host: HOST')).toBe('wrong-target')
    expect(await of(get, 'Host: HOST', 'Origin: http://HOST', 'Sec-Fetch-Site: same-origin')).toBe('unknown-session')
    expect(await of('GET /other HTTP/1.1', 'Host: HOST')).toBe('not-found')
  })
})

describe('the window, opened from another page or from a file', () => {
  const opening = ['Host: HOST', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document']

  test('is loaded as a page of a tab', async () => {
    expect(await statusOf('GET / HTTP/1.1', ...opening)).toEqual({ status: 200, code: undefined })
  })

  test.each([
    ['in a frame', 'GET / HTTP/1.1', ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe']],
    ['by a script', 'GET / HTTP/1.1', ['Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: document']],
    ['as something else', 'GET /assets/main-1a2b.js HTTP/1.1', opening.slice(2)],
    ['by a form', 'POST /session HTTP/1.1', opening.slice(2)],
    ['by a form from a file', 'POST / HTTP/1.1', opening.slice(2)],
  ])('is not loaded %s', async (_, line, headers) => {
    const answer = await statusOf(line, ...opening.slice(0, 2), ...headers)
    expect(answer).toEqual({ status: 403, code: 'wrong-site' })
  })

  test('is not loaded from a page that names its origin', async () => {
    expect(await statusOf('GET / HTTP/1.1', ...opening, 'Origin: null')).toEqual({ status: 403, code: 'wrong-origin' })
  })
})

test('a request that a browser sends for the printed link passes', async () => {
  expect(await statusOf('GET / HTTP/1.1', 'Host: HOST', 'Sec-Fetch-Site: none')).toEqual({
    status: 200,
    code: undefined,
  })
  const own = ['Host: HOST', 'Origin: http://HOST', 'Sec-Fetch-Site: same-origin']
  expect(await statusOf('GET /assets/main-1a2b.js HTTP/1.1', ...own)).toEqual({ status: 200, code: undefined })
})
