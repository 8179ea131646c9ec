import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Home } from './harness/home.ts'

const bothWays = [
  /“forkyard serve --restore-backup” restores the backup of /,
  /“forkyard serve --start-empty” starts with/,
]

/** In which a run wrote something, with a backup that does not know of it. */
async function usedHome(): Promise<Home> {
  const home = await Home.make()
  onTestFinished(() => home.remove(), 40_000)
  await home.startHost()
  await expect
    .poll(() => readdir(join(home.dataFolder, 'backups')).catch(() => []), { timeout: 30_000 })
    .toHaveLength(1)
  await home.add('--', 'echo', 'of the first')
  await home.run('wait', '1')
  await home.run('stop')
  return home
}

describe.skipIf(process.platform !== 'linux')('a database of 0 bytes beside a good backup (on Linux)', () => {
  test('is told by serve and by add, with both ways out, and neither run ids nor logs come again', async () => {
    const home = await usedHome()
    const file = join(home.dataFolder, 'forkyard.sqlite')
    await writeFile(file, '')
    const results = [await home.run('serve', '--no-http'), await home.run('add', '--', 'echo', 'of another')]
    for (const { code, stdout, stderr } of results) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain('forkyard.sqlite is empty: The file has 0 bytes, but there are backups of it.')
      for (const way of bothWays) expect(stderr).toMatch(way)
    }
    expect((await stat(file)).size).toBe(0)

    await home.startHost('--start-empty')
    expect(await home.add('--', 'echo', 'of another')).toBe('2')
    expect(await home.run('wait', '2')).toMatchObject({ code: 0 })
    expect(await home.run('logs', '2')).toMatchObject({ stdout: 'of another\n' })
    expect(await readFile(join(home.dataFolder, 'logs', '0', '1-1.log'), 'utf8')).toBe('of the first\n')
    await home.run('stop')

    await rm(file)
    const missing = await home.run('add', '--', 'true')
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('is missing') as string })
  })
})
