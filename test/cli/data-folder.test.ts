import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Home, patience, processesOf } from './harness/home.ts'

const isRoot = process.getuid?.() === 0
const canMount = process.platform === 'linux' && isRoot
const stranger = 65_534

async function makeHome(): Promise<Home> {
  const home = await Home.make()
  onTestFinished(() => home.remove(), 40_000)
  return home
}

/** `serve`, `add` and a command that only asks say the same sentence, and leave the folder as it was. */
async function expectRefusal(home: Home, sentence: string): Promise<void> {
  for (const args of [['serve', '--no-http'], ['add', '--', 'true'], ['status']]) {
    const { code, stderr } = await home.run(...args)
    expect({ args, code, stderr }).toEqual({ args, code: 1, stderr: expect.stringContaining(sentence) as string })
  }
  expect(await home.hostPids()).toEqual([])
}

describe.skipIf(process.platform === 'win32')('a data folder that must not be used (not on Windows)', () => {
  test('is refused where others may write to it, with the command that mends it', async () => {
    const home = await makeHome()
    mkdirSync(home.dataFolder)
    chmodSync(home.dataFolder, 0o777)
    await expectRefusal(home, `other users. Run “chmod go-w ${home.dataFolder}” first.`)
    expect(existsSync(join(home.dataFolder, 'host.log'))).toBe(false)
    execFileSync('/bin/sh', ['-c', `chmod go-w ${home.dataFolder}`])
    expect(await home.run('add', '--', 'true')).toMatchObject({ code: 0 })
  })

  test('is refused where host.log in it leads to another file, which stays as it was', async () => {
    const home = await makeHome()
    mkdirSync(home.dataFolder, { mode: 0o700 })
    const other = join(home.folder, 'other')
    writeFileSync(other, 'precious')
    symlinkSync(other, join(home.dataFolder, 'host.log'))
    await expectRefusal(home, `${join(home.dataFolder, 'host.log')} is a symbolic link`)
    expect(readFileSync(other, 'utf8')).toBe('precious')
  })

  test('is refused where logs or run in it are files', async () => {
    const home = await makeHome()
    mkdirSync(home.dataFolder, { mode: 0o700 })
    for (const name of ['logs', 'run']) {
      const path = join(home.dataFolder, name)
      writeFileSync(path, '')
      await expectRefusal(
        home,
        `${path} is a file, and a folder is needed there. Move it away (“mv ${path} ${path}.old”)`,
      )
      execFileSync('mv', [path, `${path}.old`])
    }
    expect(await home.run('add', '--', 'true')).toMatchObject({ code: 0 })
  })

  test('is refused where a folder of logs leads elsewhere', async () => {
    const home = await makeHome()
    mkdirSync(join(home.dataFolder, 'logs'), { recursive: true, mode: 0o700 })
    const elsewhere = join(home.folder, 'elsewhere')
    mkdirSync(elsewhere)
    symlinkSync(elsewhere, join(home.dataFolder, 'logs/0'))
    await expectRefusal(home, `${join(home.dataFolder, 'logs/0')} is a symbolic link`)
    expect(readdirSync(elsewhere)).toEqual([])
  })

  test('is refused where one of its files is a pipe, which would be waited for', async () => {
    const home = await makeHome()
    mkdirSync(join(home.dataFolder, 'backups'), { recursive: true, mode: 0o700 })
    mkdirSync(join(home.dataFolder, 'run/supervisor-aaaaaa'), { recursive: true, mode: 0o700 })
    for (const name of ['secret.key', 'backups/old.sqlite', 'run/supervisor-aaaaaa/journal']) {
      const path = join(home.dataFolder, name)
      execFileSync('mkfifo', [path])
      await expectRefusal(home, `${path} is a pipe or a device, and Forkyard has none there. Move it away (“mv ${path}`)
      rmSync(path)
    }
    expect(await home.run('add', '--', 'true')).toMatchObject({ code: 0 })
  })

  test('is refused where a folder is in the place of a file', async () => {
    const home = await makeHome()
    mkdirSync(join(home.dataFolder, 'run'), { recursive: true, mode: 0o700 })
    for (const name of ['forkyard.sqlite-shm', 'secret.key', 'host.lock', 'ids.json', 'run/host.socket']) {
      const path = join(home.dataFolder, name)
      mkdirSync(path)
      await expectRefusal(home, `${path} is a folder, and a file is needed there. Move it away (“mv ${path}`)
      rmdirSync(path)
    }
    expect(await home.run('add', '--', 'true')).toMatchObject({ code: 0 })
  })

  test('leaves no process behind where its key of secrets is none', async () => {
    const home = await makeHome()
    mkdirSync(home.dataFolder, { mode: 0o700 })
    const key = join(home.dataFolder, 'secret.key')
    writeFileSync(key, 'abc')
    for (const args of [
      ['serve', '--no-http'],
      ['add', '--', 'true'],
    ]) {
      expect(await home.run(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining(key) as string })
    }
    await expect.poll(() => processesOf(home.folder), patience).toEqual([])
    rmSync(key)
    expect(await home.run('add', '--', 'true')).toMatchObject({ code: 0 })
  })

  test.runIf(isRoot)(
    'has its sockets and scratch files in /tmp where TMPDIR is another user’s (only root can try)',
    async () => {
      const home = await makeHome()
      const foreign = join(home.folder, 'foreign')
      mkdirSync(foreign)
      chownSync(foreign, stranger, stranger)
      chmodSync(foreign, 0o777)
      const environment = { TMPDIR: foreign, FORKYARD_HOME: join(home.folder, 'x'.repeat(100)) }
      const { stdout, stderr, code } = await home.start(['add', '--wait', '--', 'true'], { environment }).result
      expect({ stdout, code }, stderr).toMatchObject({ code: 0 })
      expect(await home.start(['stop'], { environment }).result).toMatchObject({ code: 0 })
      expect(readdirSync(foreign)).toEqual([])
    },
  )

  test.runIf(isRoot)(
    'is refused where another user made it, and nothing is said to a host there (only root can try)',
    async () => {
      const home = await makeHome()
      mkdirSync(join(home.dataFolder, 'run'), { recursive: true })
      const told: string[] = []
      const impostor = createServer((socket) => socket.on('data', (text) => told.push(text.toString())))
      await new Promise<void>((resolve) => impostor.listen(join(home.dataFolder, 'run/host.socket'), resolve))
      onTestFinished(() => void impostor.close())
      chownSync(home.dataFolder, stranger, stranger)
      await expectRefusal(home, `Forkyard does not use the folder ${home.dataFolder}: it belongs to user nobody.`)
      chownSync(home.dataFolder, 0, 0)
      chownSync(join(home.dataFolder, 'run'), stranger, stranger)
      await expectRefusal(home, `${join(home.dataFolder, 'run')} belongs to user nobody`)
      expect(told).toEqual([])
    },
  )

  test.skipIf(process.platform !== 'linux')(
    'is refused at once where the system makes no folders (/proc, Linux)',
    async () => {
      const home = await makeHome()
      const { result } = home.start(['add', '--', 'true'], { environment: { FORKYARD_HOME: '/proc/x' } })
      expect(await result).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Set FORKYARD_HOME to a folder on a disk.') as string,
      })
    },
  )

  test.runIf(canMount)(
    'says that its disk is full, or read-only, and what to do (only root on Linux can mount)',
    async () => {
      const home = await makeHome()
      mkdirSync(home.dataFolder)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0700', 'forkyard-test', home.dataFolder])
      try {
        writeFileSync(join(home.dataFolder, 'ballast'), Buffer.alloc(49_152))
        const start = `Forkyard could not start with its folder ${home.dataFolder}: `
        for (const args of [
          ['serve', '--no-http'],
          ['add', '--', 'true'],
        ]) {
          expect((await home.run(...args)).stderr).toContain(`${start}its disk is full. Make room on that disk`)
        }
        execFileSync('mount', ['-o', 'remount,ro', home.dataFolder])
        for (const args of [
          ['serve', '--no-http'],
          ['add', '--', 'true'],
        ]) {
          expect((await home.run(...args)).stderr).toContain(`${start}its file system is read-only. Make it writable`)
        }
      } finally {
        execFileSync('umount', [home.dataFolder])
      }
    },
  )

  test.skipIf(isRoot)('says that one may not write to it (not as root, who may)', async () => {
    const home = await makeHome()
    mkdirSync(home.dataFolder)
    chmodSync(home.dataFolder, 0o500)
    expect((await home.run('add', '--', 'true')).stderr).toContain('you may not write to')
  })
})
