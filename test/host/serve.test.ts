import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ForkyardProcess, cliIn, installForkyard } from './harness/forkyard-process.ts'
import { ask, isAlive, patience, processesOf, startLong, writeProgram } from './harness/serve-steps.ts'

const serve = async (...args: string[]) => new ForkyardProcess(await installForkyard(), ['serve', ...args])

const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script')

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
    if (process.platform === 'linux') await expect.poll(() => processesOf(forkyard.folder), patience).toEqual([])
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
    await expect.poll(() => performance.now() - asked).toBeGreaterThan(700)
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
    await expect.poll(() => other.listening, patience).toBe(true)
    const { port } = other.address() as AddressInfo
    const forkyard = await serve('--no-open', '--port', String(port))
    expect(await forkyard.ended).toBe(1)
    expect(forkyard.stderr).toBe(
      `Port ${port} is taken by another program. Name another with --port, or leave --port out for any free one.\n`,
    )
    expect(forkyard.stdout).toBe('')
    if (process.platform === 'linux') await expect.poll(() => processesOf(forkyard.folder), patience).toEqual([])
  })

  test('says where one runs already with its folder, and leaves that one alone', async () => {
    const first = await serve('--no-open')
    const client = await first.connect()
    const pid = await startLong(client)
    const second = new ForkyardProcess(first.folder, ['serve', '--no-open'])
    expect(await second.ended).toBe(1)
    expect(second.stdout).toBe('')
    const { origin } = await first.link()
    const { host } = await ask(client, 'subscribe', {})
    expect(second.stderr).toContain(
      `, as forkyard serve in process ${String(host.pid)}, at ${origin} (Enter in its terminal`,
    )
    expect(isAlive(pid)).toBe(true)
    first.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    const third = new ForkyardProcess(first.folder, ['serve', '--no-open'])
    await third.link()
  })

  test('says that its folder cannot be used', async () => {
    const folder = await installForkyard()
    await writeFile(join(folder, 'home'), 'a file')
    const forkyard = new ForkyardProcess(folder, ['serve', '--no-open'])
    expect(await forkyard.ended).toBe(1)
    expect(forkyard.stderr).toContain(`Forkyard does not use the folder ${join(folder, 'home')}: it is not a folder`)
  })

  test.skipIf(!hasScript)('prints a fresh link at each Enter in a terminal (needs util-linux’s script)', async () => {
    const folder = await installForkyard()
    // Without `exec` a shell that stays between (dash) would tell of Ctrl+C itself, with 130.
    const line = `exec '${process.execPath}' '${cliIn(folder)}' serve --no-open`
    const terminal = spawn('script', ['-qec', line, '/dev/null'], {
      env: { ...process.env, FORKYARD_HOME: join(folder, 'home') },
    })
    const ended = once(terminal, 'close')
    onTestFinished(async () => {
      terminal.kill()
      await ended
    })
    let screen = ''
    terminal.stdout.on('data', (text: Buffer) => (screen += text.toString()))
    await expect.poll(() => screen, patience).toContain('Enter prints another')
    terminal.stdin.write('\n')
    await expect.poll(() => screen, patience).toMatch(/Another link: http:\S+\s/)
    const links = screen.match(/http:\S+/g) ?? []
    expect(new Set(links).size).toBe(2)
    for (const link of links) {
      const token = new URL(link).hash.replace('#token=', '')
      const answer = await fetch(new URL('/session', link), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
      expect(answer.status).toBe(200)
    }
    terminal.stdin.write('\x03')
    expect(await ended).toEqual([0, null])
  })

  describe.skipIf(process.platform !== 'linux')('opens the default browser (on Linux)', () => {
    /** A machine whose xdg-utils name this default browser, which is described so. */
    const serveWith = async (entry: string) => {
      const folder = await installForkyard()
      await writeProgram(join(folder, 'bin/xdg-settings'), 'echo some.desktop')
      await writeProgram(join(folder, 'bin/xdg-mime'), 'echo some.desktop')
      const opened = `printf '%s\\n' "$@" > '${folder}/opened.part'; mv '${folder}/opened.part' '${folder}/opened'`
      await writeProgram(join(folder, 'bin/xdg-open'), opened)
      await mkdir(join(folder, 'share/applications'), { recursive: true })
      await writeFile(join(folder, 'share/applications/some.desktop'), `[Desktop Entry]\n${entry}\n`)
      const surroundings = { DISPLAY: ':1', PATH: `${folder}/bin:/usr/bin:/bin`, XDG_DATA_HOME: `${folder}/share` }
      return new ForkyardProcess(folder, ['serve'], surroundings)
    }
    const openedBy = (folder: string) => readFile(join(folder, 'opened'), 'utf8').catch(() => '')

    test('with a private file that leads to a link of its own, and removes that once the link was used', async () => {
      const forkyard = await serveWith('Exec=/bin/true %U')
      const link = await forkyard.link()
      const file = join(forkyard.folder, 'home/run/link/open.html')
      await expect.poll(() => openedBy(forkyard.folder), patience).toBe(`file://${file}\n`)
      expect([file, dirname(file)].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['600', '700'])
      const [own = ''] = /http:[^"]+/.exec(await readFile(file, 'utf8')) ?? []
      expect(own).toContain(`${link.origin}/#token=`)
      expect(own).not.toBe(link.href)
      const token = new URL(own).hash.replace('#token=', '')
      const headers = { 'content-type': 'application/json' }
      await fetch(`${link.origin}/session`, { method: 'POST', headers, body: JSON.stringify({ token }) })
      await expect.poll(() => existsSync(file), patience).toBe(false)
    })

    test('not, and says so, where that could not read the file', async () => {
      const forkyard = await serveWith('Exec=/snap/bin/some %U')
      await forkyard.says(/confined by snap .* Open the link above in a browser\.\n$/)
      expect(await openedBy(forkyard.folder)).toBe('')
    })
  })
})
