import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { TestClient } from '../host/harness/test-host.ts'
import { Home, parseLines, patience } from './harness/home.ts'

let home: Home
afterEach(() => home.remove(), 60_000)

/** A host with a window in the browser. */
async function serve(): Promise<void> {
  home = await Home.make()
  const host = home.start(['serve', '--no-open'])
  await expect.poll(() => host.stdout, patience).toContain('\n')
}

/** Opens a link as a browser does. */
async function signIn(link: string, userAgent: string): Promise<TestClient> {
  const { origin, host, hash } = new URL(link)
  const answer = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({ token: hash.replace('#token=', '') }),
  })
  const { bearer } = (await answer.json()) as { bearer: string }
  return TestClient.open(new WebSocket(`ws://${host}/ws`, ['forkyard', `bearer.${bearer}`]))
}

describe('forkyard sessions', () => {
  test('prints a link, lists who used it, and signs them out', async () => {
    await serve()
    const run = (...args: string[]) => home.run(...args)
    const json = (...args: string[]) => home.json(...args)
    expect(await run('sessions')).toEqual({ code: 0, stdout: '', stderr: '' })
    const printed = await run('sessions', 'link')
    expect(printed).toMatchObject({ code: 0, stderr: '' })
    expect(printed.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n$/)
    const [fresh] = await json('sessions', 'link')
    expect(fresh).toEqual({ link: expect.stringContaining('#token=') as string, lifetime: 60_000 })
    const first = await signIn(printed.stdout.trim(), 'Mozilla/5.0 (X11; Linux x86_64) Gecko/2 Firefox/140.0')
    const second = await signIn(String(fresh?.link), 'odd\u0085agent')

    const now = Date.now()
    const listed = await json('sessions')
    expect(listed).toMatchObject([
      { id: 1, browser: 'Firefox 140 on Linux', connections: 1 },
      { id: 2, browser: 'odd?agent', userAgent: 'odd?agent', connections: 1 },
    ])
    for (const { signedInAt, lastUsedAt } of listed) {
      expect(now - Number(signedInAt)).toBeLessThan(60_000)
      expect(Number(lastUsedAt)).toBeGreaterThanOrEqual(Number(signedInAt))
    }
    const table = (await run('sessions')).stdout.split('\n')
    expect(table[0]).toMatch(/^ID {2}SIGNED IN +LAST USED +WINDOWS {2}BROWSER$/)
    expect(table[1]).toMatch(/^1 .* 1 +Firefox 140 on Linux$/)

    const revoked = await home.run('sessions', 'revoke', '1', '7', '--json')
    expect(revoked).toMatchObject({ code: 1, stderr: 'forkyard: There is no session 7: it has ended, or never was.\n' })
    expect(parseLines(revoked.stdout)).toEqual([
      { id: 1, ok: true },
      { id: 7, ok: false, code: 'unknown-session' },
    ])
    expect(await first.closed).toMatchObject({ code: 4001 })
    expect(await run('sessions', 'revoke', '2')).toEqual({ code: 0, stdout: 'Signed out 2.\n', stderr: '' })
    expect(await second.closed).toMatchObject({ code: 4001 })
    expect(await json('sessions')).toEqual([])
  }, 90_000)

  test('says that a host without a window has none', async () => {
    home = await Home.withHost()
    for (const verb of [[], ['link'], ['revoke', '1']]) {
      const { code, stdout, stderr } = await home.run('sessions', ...verb)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(/^forkyard: .*cannot be opened in a browser.*“forkyard serve”/)
    }
  }, 90_000)

  test('starts none where none runs', async () => {
    home = await Home.make()
    expect((await home.run('sessions', 'link')).code).toBe(3)
  }, 60_000)
})
