import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { describeBrowser, printableUserAgent } from '../../src-main/host/browser-name.ts'
import { Sessions, idleLifetime } from '../../src-main/host/sessions.ts'

describe('sessions', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_000 }))
  afterEach(() => vi.useRealTimers())

  test('are listed with when they were signed in and last used, from where, and which is one’s own', () => {
    const sessions = new Sessions()
    const bearer = sessions.open('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
    vi.advanceTimersByTime(500)
    sessions.open(undefined)
    const own = sessions.find(bearer)
    own?.join(() => undefined)
    own?.join(() => undefined)
    vi.advanceTimersByTime(500)
    own?.touch()
    expect(sessions.list(own)).toMatchObject([
      {
        sessionId: 1,
        browser: 'Firefox 140 on Linux',
        signedInAt: 1_000,
        lastUsedAt: 2_000,
        connections: 2,
        isOwn: true,
      },
      { sessionId: 2, browser: 'Unknown browser', userAgent: '', signedInAt: 1_500, lastUsedAt: 1_500, isOwn: false },
    ])
  })

  test('that are revoked disconnect their windows, and are never found again', () => {
    const sessions = new Sessions()
    const [revoked, left] = [sessions.open('a'), sessions.open('b')]
    const disconnected = vi.fn()
    sessions.find(revoked)?.join(disconnected)
    sessions.find(revoked)?.join(disconnected)
    sessions.find(left)?.join(() => expect.unreachable())
    expect(sessions.revoke(1)).toBe(true)
    expect(disconnected).toHaveBeenCalledTimes(2)
    expect(sessions.find(revoked)).toBeUndefined()
    expect(sessions.find(left)).toBeDefined()
    expect(sessions.revoke(1)).toBe(false)
    sessions.open('c')
    expect(sessions.list(undefined).map(({ sessionId }) => sessionId)).toEqual([2, 3])
  })

  test('end a day after their last window has gone, whatever the time of day says', () => {
    const sessions = new Sessions()
    const bearer = sessions.open('a')
    const leave = sessions.find(bearer)?.join(() => undefined)
    vi.advanceTimersByTime(3 * idleLifetime)
    leave?.()
    vi.advanceTimersByTime(idleLifetime - 1)
    vi.setSystemTime(10 * 365 * idleLifetime)
    expect(sessions.find(bearer)).toBeDefined()
    vi.advanceTimersByTime(1)
    expect(sessions.find(bearer)).toBeUndefined()
    expect(sessions.list(undefined)).toEqual([])
  })

  test('without a window are bounded in number; those with one stay', () => {
    const sessions = new Sessions()
    const connected = sessions.open('a')
    sessions.find(connected)?.join(() => undefined)
    const oldest = sessions.open('b')
    for (let count = 0; count < 100; count++) {
      vi.advanceTimersByTime(1)
      sessions.open('c')
    }
    expect(sessions.list(undefined)).toHaveLength(101)
    expect(sessions.find(connected)).toBeDefined()
    expect(sessions.find(oldest)).toBeUndefined()
  })
})

describe('a user agent', () => {
  test.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      'Chrome 156 on Linux',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
      'Chrome 156 on Linux',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
      'Edge 126 on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
      'Safari 17 on macOS',
    ],
    ['Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0', 'Firefox 127 on Android'],
    ['curl/8.5.0', 'curl/8.5.0'],
    [' ', 'Unknown browser'],
  ])('is named for people: %s', (userAgent, name) => {
    expect(describeBrowser(userAgent)).toBe(name)
  })

  test('is cut, and has nothing that a terminal or a page would act on', () => {
    expect(printableUserAgent('a\u001b[2J\u0085\u202eb\r\n')).toBe('a?[2J??b??')
    expect(printableUserAgent('x'.repeat(10_000))).toHaveLength(300)
    expect(describeBrowser(printableUserAgent('x'.repeat(10_000)))).toHaveLength(60)
  })
})
