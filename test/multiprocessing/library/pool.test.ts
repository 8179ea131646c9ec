import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type * as functions from '../../fixtures/functions.ts'
import { Pool, PoolClosedError, WorkerDiedError } from '../../../src-main/library.ts'
import { often } from '../../machine/extent.ts'
import { timeLimit } from '../../machine/time-limit.ts'
import { until } from '../../supervisor/until.ts'
import { isLiving } from './living.ts'

const at = (name: string): URL => new URL(`../../fixtures/functions.ts#${name}`, import.meta.url)

let pool: Pool
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-library-'))
  pool = new Pool(2)
  // What dying workers of these tests say last.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(async () => {
  pool.terminate()
  await pool.join()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

describe('S7: a pool', () => {
  it('has that many workers, named in order, with living PIDs, and no more at any time', async () => {
    expect(pool.workers.map(({ name }) => name)).toEqual(['PoolWorker-1', 'PoolWorker-2'])
    const pids = await Promise.all(Array.from({ length: 40 }, () => pool.apply<typeof functions.pid>(at('pid'))))
    expect(new Set(pids)).toEqual(new Set(pool.workers.map(({ pid }) => pid)))
    for (const pid of pids) expect(isLiving(pid)).toBe(true)
  })

  it('runs as many at a time as it has workers, each its own tasks one after another', async () => {
    const begin = performance.now()
    await Promise.all(
      Array.from({ length: 4 }, () => pool.apply<typeof functions.after<number>>(at('after'), [200, 1])),
    )
    expect(performance.now() - begin).toBeGreaterThan(395)
  })

  it.each([0, -1, 1.5, NaN, Infinity])('refuses %d workers', (size) => {
    expect(() => new Pool(size)).toThrow(RangeError)
  })

  it('replaces a worker after maxTasksPerChild tasks', async () => {
    const short = new Pool(1, { maxTasksPerChild: 3 })
    const pids = []
    for (let count = 0; count < 9; count++) pids.push(await short.apply<typeof functions.pid>(at('pid')))
    expect(new Set(pids).size).toBe(3)
    expect(new Set(pids.slice(0, 3)).size).toBe(1)
    short.close()
    await short.join()
  })
})

describe('S9: the end of a pool', () => {
  it('by close is the end of its workers too', async () => {
    const pids = pool.workers.map(({ pid }) => pid ?? 0)
    const result = pool.applyAsync<typeof functions.after<number>>(at('after'), [50, 1])
    pool.close()
    await pool.join()
    expect([await result.get(), pids.filter(isLiving), pool.workers]).toEqual([1, [], []])
  })

  it('by terminate ends workers that never come back to their loop', async () => {
    const pids = pool.workers.map(({ pid }) => pid ?? 0)
    const results = Array.from({ length: 4 }, () => pool.applyAsync(at('spin')))
    await pool.applyAsync(at('nothing')).wait(100)
    pool.terminate()
    await pool.join()
    for (const result of results) await expect(result.get()).rejects.toThrow(PoolClosedError)
    expect(pids.filter(isLiving)).toEqual([])
  })
})

describe('S10: a worker that dies', () => {
  it.each([
    ['SIGKILL', 'was ended by SIGKILL'],
    ['SIGSEGV', 'was ended by SIGSEGV'],
    ['exit', 'ended with exit code 3'],
    ['exit 0', 'ended with exit code 0'],
    ['rejection', 'ended with exit code 1'],
  ])('by %s fails its task, naming how and its last words, and is replaced', async (how, sentence) => {
    const before = pool.workers.map(({ name }) => name)
    const failed = pool.apply(at('end'), [how])
    await expect(failed).rejects.toThrow(WorkerDiedError)
    await expect(failed).rejects.toThrow(sentence)
    await expect(failed).rejects.toThrow('last words')
    expect(pool.workers).toHaveLength(2)
    expect(pool.workers.map(({ name }) => name)).not.toEqual(before)
    expect(await pool.apply<typeof functions.add>(at('add'), [1, 2])).toBe(3)
  })

  const many =
    'in the middle of many: each task ends once, done or failed, none runs twice, and the pool keeps its size'
  it(many, { tags: ['soak'] }, async () => {
    const file = join(folder, 'notes')
    const names = Array.from({ length: often({ short: 100, long: 1_000 }) }, (_, index) => `task ${index}`)
    const outcomes = await Promise.allSettled(
      names.map((name) =>
        pool.apply<typeof functions.noteThenEndAtRandom>(at('noteThenEndAtRandom'), [file, name, 0.12]),
      ),
    )
    const failed = outcomes.filter(({ status }) => status === 'rejected')
    expect(failed.length).toBeGreaterThan(0)
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') expect(outcome.value).toBe(names[index])
      else expect(outcome.reason).toBeInstanceOf(WorkerDiedError)
    }
    const noted = readFileSync(file, 'utf8').trim().split('\n')
    expect(noted.length).toBe(new Set(noted).size)
    expect(pool.workers).toHaveLength(2)
  })

  it('with others behind its task, short ones that it had got ahead, fails that one alone', async () => {
    const file = join(folder, 'notes')
    for (let count = 0; count < 200; count++) await pool.apply<typeof functions.note>(at('note'), [file, 'warm'])
    const results = Array.from({ length: 100 }, (_, index) =>
      index === 50 ? pool.apply(at('end'), ['SIGKILL']) : pool.apply(at('note'), [file, String(index)]),
    )
    const outcomes = await Promise.allSettled(results)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    const noted = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => line !== 'warm')
    expect(noted.map(Number).sort((one, other) => one - other)).toEqual(
      [...Array(100).keys()].filter((index) => index !== 50),
    )
  })

  it('because its task takes too long is replaced', async () => {
    await expect(pool.applyAsync(at('spin'), [], { timeoutMs: 100 }).get()).rejects.toThrow(WorkerDiedError)
    expect(await pool.apply<typeof functions.add>(at('add'), [1, 2])).toBe(3)
    expect(await pool.applyAsync<typeof functions.add>(at('add'), [1, 2], { timeoutMs: 5_000 }).get()).toBe(3)
  })
})

describe('S19: a thread', () => {
  let threads: Pool
  beforeEach(() => {
    threads = new Pool(2, { kind: 'thread' })
  })
  afterEach(async () => {
    threads.terminate()
    await threads.join()
  })

  it('is of this process, and has global variables of its own', async () => {
    expect(await threads.apply<typeof functions.pid>(at('pid'))).toBe(process.pid)
    const counts = await Promise.all(Array.from({ length: 10 }, () => threads.apply(at('count'))))
    expect(await threads.apply(at('count'))).toBeLessThan(counts.length + 1)
    expect(await pool.apply(at('count'))).toBe(1)
  })

  it.each([
    ['exit', 'ended with exit code 3'],
    ['rejection', 'nobody waits for this'],
  ])('that dies by %s fails its task, and is replaced', async (how, sentence) => {
    const failed = threads.apply(at('end'), [how])
    await expect(failed).rejects.toThrow(WorkerDiedError)
    await expect(failed).rejects.toThrow(sentence)
    expect(threads.workers).toHaveLength(2)
    expect(await threads.apply<typeof functions.add>(at('add'), [1, 2])).toBe(3)
  })

  it('that never comes back is ended with its task', async () => {
    await expect(threads.applyAsync(at('spin'), [], { timeoutMs: 100 }).get()).rejects.toThrow(WorkerDiedError)
    expect(await threads.apply<typeof functions.add>(at('add'), [1, 2])).toBe(3)
  })
})

describe('S19: a coroutine', () => {
  it('is of this process and its global variables, and goes on while others wait', async () => {
    const coroutines = new Pool(3, { kind: 'coroutine' })
    expect(await coroutines.apply<typeof functions.pid>(at('pid'))).toBe(process.pid)
    const before = await coroutines.apply<typeof functions.count>(at('count'))
    expect(await coroutines.map(at('count'), [1, 2, 3])).toEqual([before + 1, before + 2, before + 3])
    const begin = performance.now()
    await Promise.all(Array.from({ length: 6 }, () => coroutines.apply(at('after'), [100, 1])))
    expect(performance.now() - begin).toBeGreaterThan(195)
    await expect(coroutines.applyAsync(at('after'), [60_000, 1], { timeoutMs: 20 }).get()).rejects.toThrow('it goes on')
    coroutines.terminate()
    await coroutines.join()
  })
})

it('names a module that a coroutine cannot import', () => {
  writeFileSync(join(folder, 'text.txt'), 'some text')
  writeFileSync(join(folder, 'syntax.mjs'), 'export function run( {')
  const code = `
    import { Pool } from ${JSON.stringify(new URL('../../../src-main/library.ts', import.meta.url).href)}
    const pool = new Pool(1, { kind: 'coroutine' })
    for (const file of ['text.txt', 'syntax.mjs'])
      await pool.apply(new URL(file + '#run', 'file://${folder}/')).catch((error) => console.log(String(error)))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' })
  expect(stdout).toMatch(/TargetError: The module .*text\.txt could not be imported/)
  expect(stdout).toMatch(/TargetError: The module .*syntax\.mjs, or one that it imports, cannot be parsed/)
})

it('refuses a kind that is none', () => {
  expect(() => new Pool(1, { kind: 'fibre' as never })).toThrow('The kind must be process, thread, coroutine')
})

describe('a pool that nobody closes', () => {
  it('lets its script end when nothing is left to do, and its workers end with it', async () => {
    const code = `
      import { Pool } from ${JSON.stringify(new URL('../../../src-main/library.ts', import.meta.url).href)}
      const pool = new Pool(2)
      const result = pool.applyAsync(${JSON.stringify(at('after').href)}, [100, 'done'])
      result.get().then(console.log)
      console.log(JSON.stringify(pool.workers.map(({ pid }) => pid)))`
    const options = { encoding: 'utf8', timeout: timeLimit() } as const
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], options)
    const [pids = '', said] = stdout.split('\n')
    expect({ said, stderr }).toEqual({ said: 'done', stderr: '' })
    await until('the end of the workers', () => !(JSON.parse(pids) as number[]).some(isLiving))
  })
})

describe('a pool whose parent is gone', () => {
  it.each(['waiting', 'busy'] as const)('leaves no worker that is %s', async (how) => {
    const file = join(folder, 'pid')
    const code = `
      import { Pool } from ${JSON.stringify(new URL('../../../src-main/library.ts', import.meta.url).href)}
      new Pool(1).applyAsync(${JSON.stringify(at('live').href)}, [${JSON.stringify(file)}, ${JSON.stringify(how)}])`
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: 'inherit' })
    onTestFinished(() => void parent.kill('SIGKILL'))
    const worker = await until('the worker', () => {
      try {
        return Number(readFileSync(file, 'utf8')) || undefined
      } catch {
        return undefined
      }
    })
    expect(isLiving(worker)).toBe(true)
    parent.kill('SIGKILL')
    const begin = performance.now()
    await until('the end of the worker', () => !isLiving(worker))
    expect(performance.now() - begin).toBeLessThan(timeLimit(2_000))
  })
})
