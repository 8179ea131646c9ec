import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ForkyardProcess, installForkyard } from './harness/forkyard-process.ts'
import { ask, isAlive, patience, startLong, writeProgram } from './harness/serve-steps.ts'

describe.skipIf(process.platform !== 'linux')('forkyard serve --app-window (on Linux)', () => {
  const open = async (browser: string, environment: Record<string, string> = { DISPLAY: ':1' }) => {
    const folder = await installForkyard()
    if (browser !== '') await writeProgram(join(folder, 'bin/chromium'), browser.replaceAll('FOLDER', folder))
    return new ForkyardProcess(folder, ['serve', '--app-window'], { PATH: join(folder, 'bin'), ...environment })
  }

  test.each([
    [
      'refuses to run as root',
      'echo "[1:1] Running as root without --no-sandbox is not supported. See x" >&2; exit 1',
      { DISPLAY: ':1' },
      /does not start as root.*ordinary user/,
    ],
    [
      'gets no user namespace',
      'echo "No usable sandbox! If you are running on Ubuntu 23.10+" >&2; kill -ABRT $$',
      { DISPLAY: ':1' },
      /restricts user namespaces.*Allow them/,
    ],
    ['ends for another reason', 'printf "first\\nlast words\\n" >&2', { DISPLAY: ':1' }, /it said: last words/],
    ['is not there', '', { DISPLAY: ':1' }, /No Chromium, .* was found/],
    ['has no display', 'exit 1', {}, /no display here/],
  ])('goes on with the printed link where the browser %s', async (_, browser, environment, reason) => {
    const forkyard = await open(browser, environment)
    await forkyard.says(reason)
    expect(forkyard.stderr).toContain('Open the link above in a browser instead.')
    const client = await forkyard.connect()
    expect((await ask(client, 'subscribe', {})).host.endsWithWindow).toBe(false)
  })

  test('opens it with a profile of its own and the sandbox on, and ends when it is closed and no client remains', async () => {
    const forkyard = await open(`printf '%s\\n' "$@" > 'FOLDER/args'; exec /bin/sleep 1000`)
    const client = await forkyard.connect()
    expect((await ask(client, 'subscribe', {})).host.endsWithWindow).toBe(true)
    const pid = await startLong(client)
    const args = await readFile(join(forkyard.folder, 'args'), 'utf8')
    expect(args).toContain(`--user-data-dir=${forkyard.folder}/home/window\n`)
    expect(args).toContain(`--app=file://${forkyard.folder}/home/run/link/open.html\n`)
    expect(args).not.toContain('token')
    const page = await readFile(join(forkyard.folder, 'home/run/link/open.html'), 'utf8')
    expect(page).toMatch(/url=http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}"/)
    expect(args).not.toContain('no-sandbox')

    process.kill(await browserOf(forkyard.folder), 'SIGTERM')
    expect(isAlive(pid)).toBe(true)
    client.socket.close()
    expect(await forkyard.ended).toBe(0)
    expect(isAlive(pid)).toBe(false)
  })

  test('closes it when Forkyard ends', async () => {
    const forkyard = await open('exec /bin/sleep 1000')
    const browser = await browserOf(forkyard.folder)
    forkyard.kill('SIGTERM')
    expect(await forkyard.ended).toBe(0)
    expect(isAlive(browser)).toBe(false)
    expect(existsSync(join(forkyard.folder, 'home/run/link'))).toBe(false)
  })
})

/** The stand-in browser's PID once it runs: it is `sleep`, in the environment of this folder. */
async function browserOf(folder: string): Promise<number> {
  let found: string | undefined
  await expect.poll(async () => (found = await findBrowser(folder)), patience).toBeDefined()
  return Number(found)
}

async function findBrowser(folder: string): Promise<string | undefined> {
  for (const pid of await readdir('/proc')) {
    const [command, environment] = await Promise.all(
      ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    )
    const isTask = environment?.includes('FORKYARD_RUN_ID=') === true
    if (command === '/bin/sleep\x001000\0' && environment?.includes(folder) === true && !isTask) return pid
  }
  return undefined
}
