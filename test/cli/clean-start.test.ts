import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LocalClient } from '../../src-main/client/local-client.ts'
import { makeLoginShell } from '../fixtures/login-shell.ts'
import { cliEntry } from '../machine/programs.ts'
import { Home, patience } from './harness/home.ts'

const isRoot = process.getuid?.() === 0
/** An ordinary user, who is in no list. */
const stranger = 54_321

/** Everything that a process has from whoever started it, as a task prints it. */
const look = `env -0 | tr '\\0' '\\n'; echo "umask=$(umask)"; cat /proc/self/limits; echo "nice=$(nice)"; echo "oom=$(cat /proc/self/oom_score_adj)"
grep -E '^Sig(Ign|Blk)' /proc/self/status; ls -l /proc/self/fd`

const secret = 'do-not-pass-on'

interface Caller {
  uid: number
  home: Home
}

/** `forkyard …` as the last part of a line of a shell, which sets what it is called with. */
async function callFrom(
  { uid, home }: Caller,
  line: string,
  environment: Record<string, string> = {},
): Promise<string> {
  const forkyard = `'${process.execPath}' '${cliEntry}'`
  const child = spawn('/bin/bash', ['-c', line.replaceAll('FORKYARD', forkyard)], {
    cwd: home.folder,
    env: {
      PATH: process.env.PATH,
      HOME: home.folder,
      SHELL: join(home.folder, 'login-shell'),
      TMPDIR: home.folder,
      FORKYARD_HOME: home.dataFolder,
      ...environment,
    },
    uid,
    gid: uid,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  expect(code, text).toBe(0)
  return text
}

/** A home of this user, which reaches its own login shell. */
async function makeCaller(uid: number): Promise<Caller> {
  const home = await Home.make()
  onTestFinished(() => home.remove(), 60_000)
  makeLoginShell(home.folder, { OF_PROFILE: 'yes' }, 'umask 027')
  chmodSync(home.folder, 0o755)
  chownSync(home.folder, uid, uid)
  return { uid, home }
}

/** Its variables and limits, and all of what it printed. */
async function lookFromTask(caller: Caller): Promise<{ text: string; variables: Map<string, string> }> {
  await callFrom(caller, `FORKYARD add --wait --shell '${look.replaceAll("'", "'\\''")}'`)
  const text = await callFrom(caller, 'FORKYARD logs 2')
  const variables = new Map(
    text.split('\n').map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]),
  )
  return { text, variables }
}

/** The variables and working folders of the processes that work for this folder: host and supervisor. */
function processesOf({ home }: Caller): { environment: string; folder: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
        const isOurs = command.includes('\0serve\0') || /\/supervisor[./]/.test(command)
        if (!isOurs || !`${command}${environment}`.includes(home.folder)) return []
        return [{ environment, folder: readlinkSync(`/proc/${pid}/cwd`) }]
      } catch {
        return []
      }
    })
}

const limit = (text: string, name: string) => new RegExp(`^${name} +(\\S+) +(\\S+)`, 'm').exec(text)?.slice(1)

/** Bits of capabilities(7). */
const [CAP_SYS_NICE, CAP_SYS_RESOURCE] = [23n, 24n]

/** In a container root may not do everything. */
function isAllowed(uid: number, capability: bigint): boolean {
  const [, bits = '0'] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return uid === 0 && ((BigInt(`0x${bits}`) >> capability) & 1n) === 1n
}

const users: [string, number][] = isRoot
  ? [
      ['root', 0],
      ['an ordinary user', stranger],
    ]
  : [['an ordinary user', process.getuid?.() ?? 0]]

describe.skipIf(process.platform !== 'linux')('the first `forkyard add`, which starts a host (Linux)', () => {
  test.each(users)('gives nothing of its shell to later tasks, as %s', async (_, uid) => {
    const caller = await makeCaller(uid)
    const { home } = caller
    mkdirSync(join(home.folder, 'gone'))
    chownSync(join(home.folder, 'gone'), uid, uid)
    // Of two descriptors Node itself closes one in its children: the lower.
    const line = `cd gone; echo 500 > /proc/self/oom_score_adj; umask 077; ulimit -St 3000; ulimit -Sc 0; ulimit -Ss 4096; exec 9>../lock 200>../lock
      nohup nice -n 10 FORKYARD add --wait --secret API_KEY --shell 'echo $API_KEY'`
    const said = await callFrom(caller, line, {
      API_KEY: secret,
      LD_BIND_NOW: '1',
      PATH: `/nowhere:${process.env.PATH ?? ''}`,
    })
    rmSync(join(home.folder, 'gone'), { recursive: true })
    // The secret is its own task's, which prints it.
    expect(await callFrom(caller, 'FORKYARD logs 1')).toContain(secret)

    const { text, variables } = await lookFromTask(caller)
    expect(text).not.toContain(secret)
    for (const name of ['API_KEY', 'LD_BIND_NOW', 'FORKYARD_HOME']) expect(variables.has(name), name).toBe(false)
    expect(variables.get('PATH')).toBe(process.env.PATH)
    expect(variables.get('OF_PROFILE')).toBe('yes')
    expect(variables.get('umask')).toBe('0027')
    expect(variables.get('oom')).toBe(readFileSync('/proc/1/oom_score_adj', 'utf8').trim())
    expect(text).toMatch(/^SigBlk:\s*0+$/m)
    expect(text).toMatch(/^SigIgn:\s*0+$/m)
    expect(text).not.toContain('/lock')
    const reference = readFileSync('/proc/1/limits', 'utf8')
    expect(limit(text, 'Max cpu time')?.[0]).toBe(limit(reference, 'Max cpu time')?.[0])
    expect(limit(text, 'Max stack size')?.[0]).toBe(limit(reference, 'Max stack size')?.[0])
    // Only root may set it back; others are told.
    const isSetBack = isAllowed(uid, CAP_SYS_NICE)
    expect(variables.get('nice')).toBe(isSetBack ? '0' : '10')
    if (!isSetBack) expect(said).toContain('Forkyard was started with the nice value 10')
    const status = await callFrom(caller, 'FORKYARD status')
    expect(status.includes('nice value 10')).toBe(!isSetBack)

    const processes = processesOf(caller)
    expect(processes.length).toBeGreaterThanOrEqual(2)
    for (const { environment, folder } of processes) {
      expect(folder).not.toContain('gone')
      expect(environment).not.toMatch(/do-not-pass-on|LD_BIND_NOW|nowhere/)
    }
    // Whoever waits for the lock has it: neither host nor supervisor holds it.
    expect(spawnSync('flock', ['-n', join(home.folder, 'lock'), 'true']).status).toBe(0)
  })

  test.each(users)('raises hard limits as far as the system lets %s, and says what stays', async (_, uid) => {
    const caller = await makeCaller(uid)
    const said = await callFrom(caller, 'ulimit -n 256; FORKYARD add --wait --shell true')
    const { text } = await lookFromTask(caller)
    const files = limit(text, 'Max open files')
    if (isAllowed(uid, CAP_SYS_RESOURCE)) {
      expect(files).toEqual(limit(readFileSync('/proc/1/limits', 'utf8'), 'Max open files'))
      expect(said).not.toContain('lower limits')
    } else {
      expect(files).toEqual(['256', '256'])
      expect(said).toMatch(
        /lower limits than usual, and the system does not let Forkyard raise them: .*number of open files 256 instead of \d+/,
      )
    }
  })
})

describe.skipIf(process.platform !== 'linux')('forkyard serve in a shell (Linux)', () => {
  test('answers before a slow login shell has, and starts nothing until then', async () => {
    const { home } = await makeCaller(process.getuid?.() ?? 0)
    makeLoginShell(home.folder, { OF_PROFILE: 'yes' }, `until [ -e '${home.folder}/go' ]; do sleep 0.05; done`)
    const host = home.start(['serve', '--no-http'], { environment: { OF_CALLER: secret } })
    await expect.poll(() => host.stderr, patience).toContain('Forkyard runs with the folder')
    // On one connection: the host waits for the shell ten seconds, which three commands may take on a busy machine.
    const connected = await LocalClient.connect(home.dataFolder)
    if (!connected.ok) throw new Error(connected.message)
    const client = connected.value
    await client.request('submit', { tasks: [{ command: { kind: 'shell', line: 'env' } }] })
    const [{ value: diagnostics }, { value: queue }] = (await Promise.all([
      client.request('diagnostics', {}),
      client.request('listQueue', { offset: 0, count: 1 }),
    ])) as [{ value: unknown }, { value: unknown }]
    client.close()
    expect(diagnostics).toMatchObject({ login: { kind: 'pending' } })
    expect(queue).toMatchObject({ runs: [{ runId: 1, waitsFor: { kind: 'starting' } }] })
    mkdirSync(join(home.folder, 'go'))
    await home.run('wait', '1')
    const { stdout } = await home.run('logs', '1')
    expect(stdout).toContain('OF_PROFILE=yes')
    expect(stdout).not.toContain('OF_CALLER')
    expect((await home.json('diagnostics'))[0]).toMatchObject({ host: { login: { kind: 'shell' }, notes: [] } })
    host.child.kill('SIGTERM')
    await host.result
  })
})
