import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LocalClient } from '../../src-main/client/local-client.ts'
import { Home, patience } from './harness/home.ts'

async function makeHome(): Promise<Home> {
  const home = await Home.make()
  onTestFinished(() => home.remove())
  return home
}

const startedNote =
  /^forkyard: No Forkyard was running, so one was started in the background \(PID \d+\)\. “forkyard stop” ends it\.\n$/
const pidOf = async (home: Home) => (await home.json('status'))[0]?.pid as number

describe.skipIf(process.platform !== 'linux')('where no host runs (on Linux)', () => {
  test.each([
    ['list'],
    ['show', '1'],
    ['logs', '1'],
    ['wait', '1'],
    ['terminate', '1'],
    ['kill', '1'],
    ['cancel', '1'],
    ['retry', '1'],
    ['status'],
    ['stop'],
    ['add', '--no-start', '--', 'true'],
  ])('forkyard %s %s says so, ends with 3 and starts none', async (...args) => {
    const home = await makeHome()
    expect(await home.run(...args)).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining(`No Forkyard is running with the folder ${home.dataFolder}`) as string,
    })
    expect(await home.hostPids()).toEqual([])
  })

  test('forkyard add starts one, without HTTP and in a session of its own, that goes on until it is stopped', async () => {
    const home = await makeHome()
    const added = await home.run('add', '--json', '--shell', 'echo $FORKYARD_HOME; exit 3')
    expect(added).toMatchObject({ code: 0, stdout: '{"id":1}\n', stderr: expect.stringMatching(startedNote) as string })
    expect(await home.run('wait', '1')).toMatchObject({ code: 3 })
    const pid = await pidOf(home)
    expect(await home.hostPids()).toEqual([pid])
    const statLine = await readFile(`/proc/${String(pid)}/stat`, 'utf8')
    const [, parent, , session] = statLine.slice(statLine.lastIndexOf(')') + 2).split(' ')
    expect(Number(session)).toBe(pid)
    expect(Number(parent)).not.toBe(process.pid)
    expect(await readFile(join(home.dataFolder, 'host.json'), 'utf8')).not.toContain('address')
    expect(await readFile(`/proc/${String(pid)}/cmdline`, 'utf8')).toContain('--on-stop\0keep')
    expect((await stat(join(home.dataFolder, 'host.log'))).mode & 0o777).toBe(0o600)
    expect(await home.add('--', 'true')).toBe('2')
    expect(await home.run('stop')).toEqual({
      code: 0,
      stdout: `Forkyard (PID ${String(pid)}) has ended.\n`,
      stderr: '',
    })
    expect(await home.hostPids()).toEqual([])
  })

  test('two that are added at the same moment are in the same host', async () => {
    for (let round = 0; round < 3; round++) {
      const home = await makeHome()
      const results = await Promise.all([home.run('add', '--', 'true'), home.run('add', '--', 'false')])
      expect(results.map(({ code }) => code)).toEqual([0, 0])
      expect(results.map(({ stdout }) => stdout).sort()).toEqual(['1\n', '2\n'])
      expect(results.filter(({ stderr }) => stderr !== '')).toHaveLength(1)
      await expect.poll(() => home.hostPids(), patience).toHaveLength(1)
      expect((await home.json('list')).map(({ command }) => command).sort()).toEqual(['false', 'true'])
    }
  })

  test('a folder that FORKYARD_HOME names from where one is, is the same for the host', async () => {
    const home = await makeHome()
    const added = home.start(['add', '--', 'true'], { environment: { FORKYARD_HOME: 'home' } })
    expect(await added.result).toMatchObject({ code: 0 })
    expect((await home.json('status'))[0]).toMatchObject({ dataFolder: home.dataFolder })
  })

  test('forkyard add starts none where the setting forbids it, until it allows it again', async () => {
    const home = await makeHome()
    await home.startHost()
    const set = async (startsByItself: boolean) => {
      const connected = await LocalClient.connect(home.dataFolder)
      if (!connected.ok) throw new Error(connected.message)
      expect(await connected.value.request('changeSettings', { startsByItself })).toMatchObject({ ok: true })
      connected.value.close()
    }
    await set(false)
    await home.run('stop')
    const { code, stderr } = await home.run('add', '--', 'true')
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('none is started automatically') as string,
    })
    await home.startHost()
    await set(true)
    await home.run('stop')
    expect(await home.run('add', '--', 'true')).toMatchObject({ code: 0 })
  })

  test('one that cannot start tells its last words', async () => {
    const home = await makeHome()
    await mkdir(home.dataFolder)
    await writeFile(join(home.dataFolder, 'host.log'), 'words of another day\n')
    await writeFile(join(home.dataFolder, 'secret.key'), 'abc')
    const { code, stdout, stderr } = await home.run('add', '--', 'true')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /could not be started in the background: it ended with exit status 1; it said: .*is not a key/,
    )
    expect(stderr).not.toContain('another day')
  })
})

describe.skipIf(process.platform !== 'linux')('a host that was killed (on Linux)', () => {
  test('is told from one that runs, and another takes its place', async () => {
    const home = await makeHome()
    await home.run('add', '--', 'true')
    const pid = await pidOf(home)
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => home.hostPids(), patience).toEqual([])
    expect((await stat(join(home.dataFolder, 'run/host.socket'))).isSocket()).toBe(true)
    expect(await home.run('status')).toMatchObject({ code: 3 })
    expect(await home.run('add', '--', 'true')).toMatchObject({ code: 0 })
    expect(await pidOf(home)).not.toBe(pid)
  })

  test.each([
    ['wait', '1'],
    ['add', '--wait', '--', 'sleep', '1000'],
    ['logs', '-f', '1'],
  ])('ends what waits for it with 1: forkyard %s %s', async (...args) => {
    const home = await makeHome()
    const host = await home.startHost()
    await home.add('--', 'sleep', '1000')
    const waiting = home.start(args)
    await expect.poll(() => connectionsTo(home), patience).toBeGreaterThan(0)
    if (args[0] === 'add') await expect.poll(() => waiting.stdout, patience).toBe('2\n')
    host.child.kill('SIGKILL')
    expect(await waiting.result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ended before it answered. Start it again') as string,
    })
  })
})

/** Clients that the host of this folder has (proc(5): state 03 is connected). */
async function connectionsTo(home: Home): Promise<number> {
  const sockets = (await readFile('/proc/net/unix', 'utf8')).split('\n')
  return sockets.filter((line) => line.includes(' 03 ') && line.endsWith(`${home.dataFolder}/run/host.socket`)).length
}
