import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerFromBundle, registerAppScheme, serveBundle } from '../../src-main/shell/app-scheme.ts'

let work: string
let bundle: string

beforeAll(() => {
  work = mkdtempSync(path.join(os.tmpdir(), 'forkyard-scheme-'))
  bundle = path.join(work, 'bundle')
  mkdirSync(path.join(bundle, 'assets'), { recursive: true })
  writeFileSync(path.join(bundle, 'index.html'), '<p>page</p>')
  writeFileSync(path.join(work, 'secret'), 'secret')
})
afterAll(() => {
  rmSync(work, { recursive: true })
})

const ask = (name: string, method = 'GET') => answerFromBundle({ url: `app://forkyard/${name}`, method }, bundle)

describe('the app scheme', () => {
  it('answers a file with its type, its size and the security headers', async () => {
    const response = await ask('index.html')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<p>page</p>')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': '11',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("script-src 'self'") as string,
    })
  })

  it('answers HEAD without the file', async () => {
    const response = await ask('index.html', 'HEAD')
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  it.each(['missing.js', 'assets', '..%2fsecret', '%2e%2e/secret', '../secret'])('does not find %s', async (name) => {
    const response = await ask(name)
    expect([response.status, await response.text()]).toEqual([404, ''])
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it.each(['POST', 'PUT', 'DELETE'])('refuses %s', async (method) => {
    expect((await ask('index.html', method)).status).toBe(405)
  })

  it('is standard and secure, and cannot go round the content security policy', () => {
    const registered: unknown[] = []
    registerAppScheme({ registerSchemesAsPrivileged: (schemes) => registered.push(...schemes) })
    expect(registered).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ])
  })

  it('is handled once it is served', async () => {
    let handler: ((request: Request) => Response | Promise<Response>) | undefined
    serveBundle({ handle: (_scheme, given) => (handler = given as typeof handler) }, bundle)
    expect((await handler?.(new Request('app://forkyard/index.html')))?.status).toBe(200)
  })
})
