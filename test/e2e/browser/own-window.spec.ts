import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import type { RequestValue } from '../../../src-main/contract/contract.ts'
import { LocalClient } from '../../../src-main/client/local-client.ts'
import { findChromium } from '../../../src-main/host/browser.ts'
import { hostEnvironment, root } from '../harness/hosts.ts'
import { expectNoProcessOf } from '../harness/leftovers.ts'
import { expect, test } from '../harness/test.ts'

/** `nobody` on most systems; any id but ours will do. */
const stranger = 65_534

/** Reads the arguments of all processes, over and over, until its standard input ends; then prints what it saw. */
const poll = `
const { readFileSync, readdirSync } = require('node:fs')
const seen = { windows: 0, links: [] }
function look() {
  for (const pid of readdirSync('/proc')) {
    if (!/^\\d+$/.test(pid)) continue
    let line = ''
    try { line = readFileSync('/proc/' + pid + '/cmdline', 'utf8') } catch { continue }
    if (line.includes('--app=') && line.includes(process.argv[1])) seen.windows++
    for (const [link] of line.matchAll(/[^\\s"'=]*#token=[\\w-]{43}/g)) if (!seen.links.includes(link)) seen.links.push(link)
  }
  timer = setTimeout(look, 1)
}
let timer
process.stdin.on('end', () => { clearTimeout(timer); console.log(JSON.stringify(seen)) }).resume()
look()
`

interface Seen {
  /** Looks that saw the window's browser. */
  windows: number
  /** Of any program on the machine: other tests run beside this one. */
  links: string[]
}

/** Another user where the test runs as root, who alone can become one; arguments are shown to everybody alike. */
function startPoller(work: string): { stop(): Promise<Seen>; kill(): void } {
  const ids = process.getuid?.() === 0 ? { uid: stranger, gid: stranger } : {}
  const poller = spawn(process.execPath, ['-e', poll, work], { ...ids, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] })
  let output = ''
  poller.stdout.on('data', (text: Buffer) => (output += text.toString()))
  return {
    async stop() {
      poller.stdin.end()
      await once(poller, 'close')
      return JSON.parse(output) as Seen
    },
    kill() {
      poller.kill('SIGKILL')
    },
  }
}

/** What the host answers; undefined while there is none. */
async function askLocally<Name extends 'listSessions' | 'createLink'>(
  dataFolder: string,
  name: Name,
): Promise<RequestValue<Name> | undefined> {
  const client = await LocalClient.connect(dataFolder)
  if (!client.ok) return undefined
  const answer = await client.value.request(name, {})
  client.value.close()
  return answer.ok ? answer.value : undefined
}

test.skip(process.platform !== 'linux', 'only Linux shows all arguments as files')

test('a window of its own opens in a real Chromium, and no argument list ever has its token', async ({ work }) => {
  const chromium = findChromium(hostEnvironment(work, 'environment'))
  test.skip(chromium === undefined, 'no Chromium here')
  mkdirSync(`${work}/bin`)
  // It refuses root with its sandbox on, and a test has no display.
  const flags = `--headless=new${process.getuid?.() === 0 ? ' --no-sandbox' : ''}`
  writeFileSync(`${work}/bin/google-chrome-stable`, `#!/bin/sh\nexec '${chromium ?? ''}' ${flags} "$@"\n`)
  chmodSync(`${work}/bin/google-chrome-stable`, 0o755)
  const environment = hostEnvironment(work, 'environment')
  const poller = startPoller(work)
  const host: ChildProcess = spawn(process.execPath, [`${root}out/main/cli.js`, 'serve', '--app-window'], {
    cwd: work,
    // What npm has put on PATH is taken out again together with what stands before it.
    env: { ...environment, PATH: `${work}/bin:/usr/bin:/bin`, DISPLAY: ':1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(host, 'exit')
  try {
    const sessions = () => askLocally(`${work}/home`, 'listSessions')
    await expect.poll(sessions, { timeout: 90_000 }).toMatchObject([{ connections: 1 }])
    const seen = await poller.stop()
    expect(seen.windows).toBeGreaterThan(0)
    const { origin } = new URL((await askLocally(`${work}/home`, 'createLink'))?.link ?? '')
    expect(seen.links.filter((link) => link.startsWith(origin))).toEqual([])
    expect(existsSync(`${work}/home/run/link`)).toBe(false)
  } finally {
    poller.kill()
    host.kill('SIGTERM')
    await ended
  }
  expect(await ended).toEqual([0, null])
  await expectNoProcessOf(work)
})
