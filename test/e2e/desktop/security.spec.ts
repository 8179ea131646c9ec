import type { Answer } from '../../../src-main/contract/answer.ts'
import { expect, test } from '../harness/test.ts'

test('the page has no more of Electron than three functions of our own', async ({ page }) => {
  const seen = await page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in window),
    members: Object.keys(window.forkyard ?? {}).toSorted(),
    isFrozen: Object.isFrozen(window.forkyard),
    canBeReplaced: Reflect.set(window, 'forkyard', undefined) && window.forkyard === undefined,
  }))
  expect(seen).toEqual({
    globals: [],
    members: ['onCommand', 'onNotice', 'request'],
    isFrozen: true,
    canBeReplaced: false,
  })
})

test('scripts that are not of the bundle do not run', async ({ page, host }) => {
  host.complaints.allow(/Content Security Policy|failed request: data:/)
  const ran = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.hasRun = true'
    document.head.append(script)
    const button = document.createElement('button')
    button.setAttribute('onclick', 'window.hasRun = true')
    document.body.append(button)
    button.click()
    button.remove()
    return 'hasRun' in window
  })
  expect(ran).toBe(false)
  const refused = await page.evaluate(async () => {
    const violated = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        resolve(effectiveDirective)
      })
    })
    const script = document.createElement('script')
    script.src = 'data:text/javascript,window.hasRun=true'
    document.head.append(script)
    return await violated
  })
  expect(refused).toBe('script-src-elem')
})

test('nothing outside can be asked', async ({ page, host }) => {
  host.complaints.allow(/Content Security Policy|Not allowed to load|https:\/\/example\.com|127\.0\.0\.1:1\/|file:/)
  const answers = await page.evaluate(async () => {
    const ask = (url: string): Promise<string> =>
      fetch(url).then(
        ({ status }) => `answered ${status}`,
        () => 'refused',
      )
    return await Promise.all([ask('https://example.com/'), ask('http://127.0.0.1:1/'), ask('file:///etc/passwd')])
  })
  expect(answers).toEqual(['refused', 'refused', 'refused'])
})

test('the bundle is served with its headers, and nothing beside it', async ({ page, host }) => {
  host.complaints.allow(/404|405|ERR_ABORTED/)
  const answers = await page.evaluate(async () => {
    const ask = async (url: string, method = 'GET') => {
      const response = await fetch(url, { method })
      await response.arrayBuffer()
      return { status: response.status, policy: response.headers.get('content-security-policy') }
    }
    return {
      own: await ask('/index.html'),
      others: await Promise.all([
        ask('/package.json'),
        ask('/../package.json'),
        ask('/%2e%2e%2fpackage.json'),
        ask('/..%2f..%2fpackage.json'),
        ask('/..%5cmain%5cmain.js'),
        ask('/%2fetc%2fpasswd'),
        ask('/index.html', 'POST'),
      ]),
    }
  })
  expect(answers.own.status).toBe(200)
  expect(answers.own.policy).toContain("script-src 'self'")
  expect(answers.others.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 405])
})

test('the window goes nowhere else, and opens no other', async ({ page, host }) => {
  host.complaints.allow(/https:\/\/example\.com|ERR_ABORTED/)
  const { electron } = host
  if (!electron) throw new Error('This is a test of the desktop app.')
  const opened = await electron.evaluateHandle(({ shell }) => {
    const urls: string[] = []
    shell.openExternal = (url) => {
      urls.push(url)
      return Promise.resolve()
    }
    return urls
  })
  await page.evaluate(() => {
    window.open('https://example.com/')
    const link = document.createElement('a')
    link.href = 'https://example.com/linked'
    link.target = '_blank'
    document.body.append(link)
    link.click()
    link.remove()
    window.open('https://example.org/forkyard')
  })
  await expect.poll(() => opened.jsonValue()).toEqual(['https://example.org/forkyard'])
  await page.evaluate(() => {
    location.href = 'https://example.com/elsewhere'
  })
  // A refusal is told to nobody; this answer comes after it.
  expect(await page.evaluate(() => window.forkyard?.request('pausePool', {}))).toMatchObject({ ok: true })
  const urls = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()),
  )
  expect(urls).toEqual([expect.stringMatching(/^app:\/\/forkyard\/index\.html/)])
  expect(electron.windows()).toHaveLength(1)
  await expect(page.getByRole('navigation')).toBeVisible()
})

test('a request that is not of the contract gets an answer that says what is wrong, and nothing crashes', async ({
  page,
}) => {
  const answers = await page.evaluate(async () => {
    const request = window.forkyard?.request as (name: unknown, input?: unknown) => Promise<Answer<unknown>>
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    const deep = JSON.parse('['.repeat(500) + ']'.repeat(500)) as unknown
    const requests: [name: unknown, input?: unknown][] = [
      ['noSuchRequest', {}],
      ['__proto__', {}],
      ['constructor', {}],
      ['', {}],
      [undefined],
      [null, null],
      [42, {}],
      [{ name: 'submit' }, {}],
      ['submit'],
      ['submit', null],
      ['submit', 'tasks'],
      ['submit', { tasks: [] }],
      ['submit', { tasks: [{ command: { kind: 'shell', line: ' ' } }] }],
      ['submit', { tasks: [{ command: { kind: 'argv', argv: ['a\0b'] } }] }],
      ['submit', { tasks: [cycle] }],
      ['submit', { tasks: deep }],
      ['setPoolSize', { size: 0 }],
      ['setPoolSize', { size: 1.5 }],
      ['setPoolSize', { size: NaN }],
      ['setPoolSize', { size: 1e9 }],
      ['setPoolSize', { size: 10n }],
      ['setPoolSize', { size: '2' }],
      ['setPoolSize', { size: 2, also: new Map([[1, new Date()]]) }],
      ['setPoolSize', new Uint8Array(8)],
      ['cancel', { runIds: 'all' }],
      ['readOutput', { runId: -1, from: 'head', count: 0 }],
    ]
    const answered: [string, Answer<unknown>][] = []
    for (const [name, input] of requests) {
      const what = `${String(name)} with ${typeof input}`
      answered.push([what, await request(name, input).catch((error: unknown) => ({ ok: true, value: String(error) }))])
    }
    return answered
  })
  expect(answers).toHaveLength(26)
  for (const [what, answer] of answers) {
    expect(answer, what).toMatchObject({ ok: false, code: 'invalid-request' })
    expect('message' in answer && answer.message.length, what).toBeGreaterThan(10)
  }
  const answer = await page.evaluate(() => window.forkyard?.request('setPoolSize', { size: 3 }))
  expect(answer).toEqual({ ok: true, value: null })
})

test('what cannot be copied is refused on the page’s side', async ({ page }) => {
  const words = await page.evaluate(async () => {
    const request = window.forkyard?.request as (name: string, input: unknown) => Promise<unknown>
    try {
      await request('submit', { tasks: [new Proxy({}, {})] })
      return 'went through'
    } catch (error) {
      return String(error)
    }
  })
  expect(words).toContain('could not be cloned')
})
