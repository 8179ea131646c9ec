import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layOutBars } from '../../src-main/commands/compare-bars.ts'
import type { WayReport } from '../../src-main/contract/compare.ts'
import { isLiving } from '../multiprocessing/library/living.ts'
import { timeLimit } from '../machine/time-limit.ts'
import { Home, patience } from './harness/home.ts'

let home: Home
beforeAll(async () => {
  home = await Home.withHost()
  await writeFile(
    join(home.folder, 'work.mjs'),
    `import { appendFileSync } from 'node:fs'
     export const add = (...parts) => parts.reduce((sum, part) => sum + part)
     export default () => { throw new TypeError('not today') }
     export const live = (file) => { appendFileSync(file, process.pid + '\\n'); for (;;); }`,
  )
})
afterAll(() => home.remove())

const pidsIn = async (file: string): Promise<number[]> =>
  (await readFile(join(home.folder, file), 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number)

describe('S18, S19: forkyard compare', () => {
  test('prints what each way cost, and a bar for each slot', async () => {
    const { code, stdout, stderr } = await home.run('compare', '--times=3', '--workers=2', 'work.mjs#add', '1', 'x')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^WAY +START-UP +CALLS +CPU +MEMORY +SPEED-UP +RESULTS\n/)
    for (const way of ['serial', 'coroutines', 'threads', 'processes']) {
      expect(stdout).toMatch(
        new RegExp(`^${way} +[\\d.]+ m?s +[\\d.]+ m?s +[\\d.]+ m?s +[\\d.]+ MB +[\\d.]+ × +equal$`, 'm'),
      )
      expect(stdout).toMatch(new RegExp(`^${way} +1  ─*.*[█▓]`, 'm'))
    }
    expect(stdout).toMatch(/\n {11}2 {2}─/)
  })

  test('prints all of it as JSON', async () => {
    const [comparison] = await home.json('compare', '--times', '2', '--workers', '1', 'work.mjs#add', '1', '2')
    expect(comparison).toMatchObject({
      call: { module: join(home.folder, 'work.mjs'), name: 'add', args: [1, 2] },
      phase: { kind: 'finished' },
      ways: [{ result: '3' }, { result: '3' }, { result: '3' }, { result: '3' }],
    })
  })

  test('tells what calls threw, and why a way could not be measured', async () => {
    const thrown = await home.run('compare', '--times', '2', 'work.mjs')
    expect(thrown.code).toBe(0)
    expect(thrown.stdout).toContain('2 of 2 failed: TypeError: not today; equal')
    expect(thrown.stdout).toContain('×')
    const missing = await home.run('compare', 'work.mjs#nowhere')
    expect(missing).toMatchObject({ code: 1, stdout: expect.stringContaining('has no export “nowhere”') as string })
    const absent = await home.run('compare', 'absent.mjs')
    expect(absent).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('does not exist') as string })
  })

  test('is stopped by Ctrl+C', async () => {
    const comparing = home.start(['compare', 'work.mjs#live', 'stopped'])
    await expect.poll(() => pidsIn('stopped'), patience).toHaveLength(1)
    comparing.child.kill('SIGINT')
    expect(await comparing.result).toEqual({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/^forkyard: Stopping .*\n.*The comparison was stopped\.\n$/) as string,
    })
    expect((await pidsIn('stopped')).filter(isLiving)).toEqual([])
  })

  test('ends within two seconds of a quick machine after a host that was killed', async () => {
    const other = await Home.make()
    const host = await other.startHost()
    try {
      const comparing = other.start(['compare', 'work.mjs#live', join(home.folder, 'orphaned')], { cwd: home.folder })
      await expect.poll(() => pidsIn('orphaned'), patience).toHaveLength(1)
      const [pid = 0] = await pidsIn('orphaned')
      host.child.kill('SIGKILL')
      await expect.poll(() => isLiving(pid), { timeout: timeLimit(2_000), interval: 20 }).toBe(false)
      expect(await comparing.result).toMatchObject({ code: 1 })
    } finally {
      await other.remove()
    }
  })

  test('draws bars on one time axis, cut at sixteen lines', () => {
    const way = (name: WayReport['way'], slots: number, calls: [slot: number, begin: number, end: number][]) =>
      ({
        ...{ way: name, kind: 'measured' as const, slots, startUp: 100, startUpCpu: 1, wall: 300, cpu: 1, memory: 1 },
        calls: calls.map(([slot, begin, end]) => ({ bar: { slot, begin, end } })),
      }) satisfies WayReport
    const serial = way('serial', 1, [
      [0, 100, 200],
      [0, 200, 400],
    ])
    const pool = way('threads', 2, [
      [0, 150, 250],
      [1, 100, 100.01],
    ])
    expect(layOutBars([serial, pool], 34).split('\n')).toEqual([
      'serial     1  ─────█████▓▓▓▓▓▓▓▓▓▓',
      'threads    1  ─────  ██████',
      '           2  ─────█',
      '              0              0.4 s',
      '',
    ])
    expect(layOutBars([way('coroutines', 40, [])], 34)).toContain('… and 24 more slots')
  })
})
