import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Home, parseLines, patience } from './harness/home.ts'

let home: Home

beforeAll(async () => {
  home = await Home.withHost()
  await writeFile(
    join(home.folder, 'work.ts'),
    `export const add = (one: number, other: number): number => one + other
     export default (value: unknown) => ({ value })
     export const nothing = () => console.log('printed')
     export function fail() { throw new RangeError('no such\\u001b[31m size', { cause: new Error('the disk') }) }
     export const wait = () => new Promise(() => setInterval(() => undefined, 1000))`,
  )
  await writeFile(join(home.folder, 'work.py'), 'def double(text): return text * 2\n')
})
afterAll(() => home.remove())

describe('forkyard call', () => {
  test('prints what the function returned, as JSON', async () => {
    expect(await home.run('call', 'work.ts#add', '1', '2.5')).toEqual({ code: 0, stdout: '3.5\n', stderr: '' })
    const text = 'not JSON “\u202e”'
    expect(await home.run('call', './work.ts', text)).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ value: text })}\n`,
      stderr: '',
    })
    expect(await home.run('call', 'work.py:double', 'ab')).toEqual({ code: 0, stdout: '"abab"\n', stderr: '' })
    expect(await home.run('call', 'work.ts#nothing')).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('tells what it threw on stderr, and ends with 1', async () => {
    const { code, stdout, stderr } = await home.run('call', 'work.ts#fail')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^RangeError: no such␛\[31m size\n +at fail .*work\.ts/)
    expect(stderr).toContain('Caused by Error: the disk')
    expect(stderr).toMatch(/Its output: forkyard logs \d+\n$/)
  })

  test('leaves what “forkyard show” prints: the result, or the error with its stack and cause', async () => {
    const [returned] = parseLines((await home.run('call', '--json', 'work.ts#add', '1', '2')).stdout)
    expect((await home.run('show', String(returned?.id))).stdout).toMatch(/^Result: +3$/m)
    const [failed] = parseLines((await home.run('call', '--json', 'work.ts#fail')).stdout)
    const { stdout } = await home.run('show', String(failed?.id))
    expect(stdout).toMatch(/^Error: +RangeError: no such␛\[31m size$/m)
    expect(stdout).toMatch(/^ +at fail .*work\.ts/m)
    expect(stdout).toContain('Caused by Error: the disk')
    const json: unknown = JSON.parse((await home.run('show', String(failed?.id), '--json')).stdout)
    expect(json).toMatchObject({ error: { name: 'RangeError', cause: { message: 'the disk' } } })
  })

  test('--json prints the run, with its result or its error', async () => {
    const [first, second] = parseLines((await home.run('call', '--json', 'work.ts#add', '1', '2')).stdout)
    expect(second).toMatchObject({ id: first?.id, state: 'ended', outcome: { exitStatus: 'returned' }, result: 3 })
    const failed = parseLines((await home.run('call', '--json', 'work.ts#fail')).stdout)
    expect(failed[1]).toMatchObject({ error: { name: 'RangeError', cause: { message: 'the disk' } } })
  })

  test('--detach prints the id of the run, which goes on', async () => {
    const { code, stdout } = await home.run('call', '--detach', '--name', 'waits', 'work.ts#wait')
    expect(code).toBe(0)
    const id = stdout.trim()
    await expect.poll(async () => (await home.json('show', id))[0]?.state, patience).toBe('running')
    expect(await home.run('terminate', id)).toMatchObject({ code: 0 })
    expect(await home.run('wait', id)).toMatchObject({ code: 143 })
  })

  test.each([
    [['nowhere.ts#run'], 'nowhere.ts” does not exist'],
    [['work.txt#run'], 'has no functions to call'],
    [['work.ts#missing'], 'has no export “missing”'],
  ])('refuses %j', async (args, reason) => {
    const { code, stdout, stderr } = await home.run('call', ...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(reason)
  })
})
