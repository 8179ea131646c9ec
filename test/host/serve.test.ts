import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Answer } from '../../src-main/contract/answer.ts'
import type { RequestName, RequestValue } from '../../src-main/contract/contract.ts'
import { ForkyardProcess, installForkyard } from './harness/forkyard-process.ts'
import type { TestClient } from './harness/test-host.ts'

let requests = 0
async function ask<Name extends RequestName>(
  client: TestClient,
  name: Name,
  input: object,
): Promise<RequestValue<Name>> {
  const answer = (await client.request(++requests, name, input)) as Answer<RequestValue<Name>>
  if (!answer.ok) throw new Error(answer.message)
  return answer.value
}

const serve = async (...args: string[]) => new ForkyardProcess(await installForkyard(), ['serve', ...args])

/** Submits a command that lives until it is told to end; its PID once it does. */
async function startLong(client: TestClient): Promise<number> {
  await ask(client, 'submit', { tasks: [{ command: { kind: 'argv', argv: ['/bin/sleep', '1000'] } }] })
  let pid: number | undefined
  await expect
    .poll(async () => (pid = (await ask(client, 'subscribe', {})).live.find((run) => run.state === 'running')?.pid))
    .toBeTypeOf('number')
  return pid ?? 0
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Processes that were started with this folder, whoever's children they are. */
async function processesOf(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(folder))
}

describe('forkyard serve', () => {
  test('prints the URL and nothing else on stdout, runs a command for a client, and leaves nothing behind', async () => {
    const forkyard = await serve('--no-open')
    const client = await forkyard.connect()
    const { host } = await ask(client, 'subscribe', {})
    expect(host).toMatchObject({ kind: 'headless', endsWithWindow: false, canChooseFolder: false })
    const { runIds } = await ask(client, 'submit', {
      tasks: [{ command: { kind: 'argv', argv: ['sh', '-c', 'echo hi'] } }],
    })
    const ended = await client.message((message) => JSON.stringify(message).includes('"kind":"succeeded"'))
    expect(ended).toHaveProperty('notice.value.ended.0.runId', runIds[0])
    const output = await ask(client, 'readOutput', { runId: runIds[0], from: 0, count: 100 })
    expect(Buffer.from(output.bytes, 'base64').toString()).toBe('hi\n')

    forkyard.kill('SIGTERM')
    expect(await client.closed).toEqual({ code: 1001, reason: 'The host has ended.' })
    expect(await forkyard.ended).toBe(0)
    expect(forkyard.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n$/)
    expect(forkyard.stderr).toBe('')
    if (process.platform === 'linux') await expect.poll(() => processesOf(forkyard.folder)).toEqual([])
  })

  test('ends at the first Ctrl+C when nothing would be lost', async () => {
    const forkyard = await serve('--no-open')
    await forkyard.link()
    forkyard.kill('SIGINT')
    expect(await forkyard.ended).toBe(0)
  })

  test('asks at Ctrl+C while a run lives, takes an echo for the same key press, then terminates it', async () => {
    const forkyard = await serve('--no-open')
    const pid = await startLong(await forkyard.connect())
    forkyard.kill('SIGINT')
    await forkyard.says(/^1 run is live; Ctrl\+C again within 10 s terminates it and ends\.\n$/)
    // As npm passes it on.
    forkyard.kill('SIGINT')
    const asked = performance.now()
    await expect.poll(() => performance.now() - asked, { timeout: 2_000 }).toBeGreaterThan(700)
    expect(forkyard.isRunning).toBe(true)
    expect(isAlive(pid)).toBe(true)
    forkyard.kill('SIGINT')
    expect(await forkyard.ended).toBe(0)
    expect(isAlive(pid)).toBe(false)
    expect(forkyard.stderr).toContain('Terminating 1 run')
  })

  test('terminates what lives at SIGTERM', async () => {
    const forkyard = await serve('--no-open')
    const pid = await startLong(await forkyard.connect())
    forkyard.kill('SIGTERM')
    expect(await forkyard.ended).toBe(0)
    expect(isAlive(pid)).toBe(false)
  })

  test('says that its port is taken, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await expect.poll(() => other.listening).toBe(true)
    const { port } = other.address() as AddressInfo
    const forkyard = await serve('--no-open', '--port', String(port))
    expect(await forkyard.ended).toBe(1)
    expect(forkyard.stderr).toBe(
      `Port ${port} is taken by another program. Name another with --port, or leave --port out for any free one.\n`,
    )
    expect(forkyard.stdout).toBe('')
    if (process.platform === 'linux') await expect.poll(() => processesOf(forkyard.folder)).toEqual([])
  })

  test('says that its folder cannot be used', async () => {
    const folder = await installForkyard()
    await writeFile(join(folder, 'home'), 'a file')
    const forkyard = new ForkyardProcess(folder, ['serve', '--no-open'])
    expect(await forkyard.ended).toBe(1)
    expect(forkyard.stderr).toContain(`Forkyard could not start with its folder ${join(folder, 'home')}: `)
  })

  test.skipIf(process.platform !== 'linux')('opens the link of its own in the default browser', async () => {
    const folder = await installForkyard()
    await writeProgram(
      join(folder, 'bin/xdg-open'),
      `printf %s "$1" > '${folder}/opened.part'; mv '${folder}/opened.part' '${folder}/opened'`,
    )
    const forkyard = new ForkyardProcess(folder, ['serve'], { DISPLAY: ':1', PATH: `${folder}/bin:/usr/bin:/bin` })
    const link = await forkyard.link()
    await expect
      .poll(() => readFile(join(folder, 'opened'), 'utf8').catch(() => ''))
      .toContain(`${link.origin}/#token=`)
    expect(await readFile(join(folder, 'opened'), 'utf8')).not.toBe(link.href)
  })
})

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
    const forkyard = await open(browser, environment as Record<string, string>)
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
    expect(args).toMatch(/^--app=http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/m)
    expect(args).not.toContain('no-sandbox')

    process.kill(await browserOf(forkyard.folder), 'SIGTERM')
    expect(isAlive(pid)).toBe(true)
    client.socket.close()
    expect(await forkyard.ended).toBe(0)
    expect(isAlive(pid)).toBe(false)
  })

  test('closes it when Forkyard ends', async () => {
    const forkyard = await open(`echo > 'FOLDER/args'; exec /bin/sleep 1000`)
    await expect.poll(() => readFile(join(forkyard.folder, 'args'), 'utf8').catch(() => '')).toBe('\n')
    const browser = await browserOf(forkyard.folder)
    forkyard.kill('SIGTERM')
    expect(await forkyard.ended).toBe(0)
    expect(isAlive(browser)).toBe(false)
  })
})

async function writeProgram(file: string, line: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, `#!/bin/sh\n${line}\n`)
  await chmod(file, 0o755)
}

/** The stand-in browser's PID: it is `sleep`, in the environment of this folder. */
async function browserOf(folder: string): Promise<number> {
  for (const pid of await readdir('/proc')) {
    const [command, environment] = await Promise.all(
      ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    )
    const isTask = environment?.includes('FORKYARD_RUN_ID=') === true
    if (command === '/bin/sleep\x001000\0' && environment?.includes(folder) === true && !isTask) return Number(pid)
  }
  throw new Error('The browser does not run.')
}
