import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type * as functions from '../fixtures/functions.ts'
import { Pool, PoolClosedError, TimeoutError, WorkerDiedError } from '../../src-main/library.ts'
import { until } from '../supervisor/until.ts'
import { isLiving } from './living.ts'

const at = (name: string): URL => new URL(`../fixtures/functions.ts#${name}`, import.meta.url)

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

describe('a pool (S7)', () => {
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

describe('a task (S8)', () => {
  it('gives back what the function returns, of any kind that can be cloned', async () => {
    const values = [
      undefined,
      null,
      0,
      -0,
      NaN,
      1n,
      'ü\0',
      '\ud800',
      [1, [2]],
      { a: new Date(5) },
      new Map([[1, new Set([2])]]),
      Buffer.from('x'),
      new Uint8Array([1, 2]),
      [undefined, 1],
    ]
    for (const value of values) {
      const given = await pool.apply<typeof functions.default>(at('default'), [value])
      expect(given).toStrictEqual(Buffer.isBuffer(value) ? Buffer.from(value) : value)
    }
    expect(await pool.apply<typeof functions.list>(at('list'), values)).toStrictEqual(values)
    expect(await pool.apply(at('nothing'))).toBeUndefined()
    expect(await pool.apply<typeof functions.after<string>>(at('after'), [1, 'later'])).toBe('later')
    expect(await pool.apply(at('list'), [], { kwargs: { key: 1 } })).toEqual([{ key: 1 }])
  })

  it('tells whether it is there, and can be waited for, with a time limit or without', async () => {
    const result = pool.applyAsync<typeof functions.after<string>>(at('after'), [200, 'there'])
    expect(result.ready()).toBe(false)
    expect(() => result.successful()).toThrow('has not ended')
    await expect(result.get(20)).rejects.toThrow(TimeoutError)
    await result.wait(20)
    expect(result.ready()).toBe(false)
    expect(await result.get(5_000)).toBe('there')
    expect([result.ready(), result.successful()]).toEqual([true, true])
    const failed = pool.applyAsync(at('reject'))
    await failed.wait()
    expect([failed.ready(), failed.successful()]).toEqual([true, false])
  })

  it.each([NaN, -1, Infinity])('refuses a time limit of %d', async (limit) => {
    const result = pool.applyAsync<typeof functions.add>(at('add'), [1, 2])
    await expect(result.get(limit)).rejects.toThrow(RangeError)
    expect(await result.get()).toBe(3)
  })

  it('calls back with the value, or with the error', async () => {
    const told: unknown[] = []
    const tell = (value: unknown): void => {
      told.push(value)
    }
    await pool.applyAsync<typeof functions.add>(at('add'), [1, 2], { callback: tell }).wait()
    await pool.applyAsync(at('reject'), [], { callback: tell, errorCallback: tell }).wait()
    expect(told).toEqual([3, expect.objectContaining({ message: 'rejected' })])
  })

  it('that nobody asks about fails in silence', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    pool.applyAsync(at('reject'))
    await pool.apply(at('add'), [1, 2])
    await pool.apply(at('add'), [1, 2])
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })
})

describe('maps (S8)', () => {
  const numbers = Array.from({ length: 100 }, (_, index) => index)
  const squares = numbers.map((value) => value * value)

  it.each([undefined, 1, 7, 100, 1_000])('give every result in order, by chunks of %s', async (chunkSize) => {
    expect(await pool.map<typeof functions.square>(at('square'), numbers, { chunkSize })).toEqual(squares)
    const pairs = numbers.map((value): [number, number] => [value, 1])
    expect(await pool.starmap<typeof functions.add>(at('add'), pairs, { chunkSize })).toEqual(numbers.map((n) => n + 1))
    const given: number[] = []
    for await (const value of pool.imap<typeof functions.square>(at('square'), numbers, { chunkSize }))
      given.push(value)
    expect(given).toEqual(squares)
    const unordered: number[] = []
    for await (const value of pool.imapUnordered<typeof functions.square>(at('square'), numbers, { chunkSize }))
      unordered.push(value)
    expect(unordered.sort((one, other) => one - other)).toEqual(squares)
  })

  it('of nothing give nothing', async () => {
    expect(await pool.map(at('square'), [])).toEqual([])
    for await (const value of pool.imap(at('square'), [])) throw new Error(String(value))
  })

  it('of promises and of things that JSON does not keep give them too', async () => {
    const lists = numbers.slice(0, 9).map((value): [number, unknown] => [1, value % 2 ? new Date(value) : value])
    expect(await pool.starmap(at('after'), lists, { chunkSize: 4 })).toEqual(lists.map(([, value]) => value))
  })

  it('fail with what one of the calls threw', async () => {
    await expect(pool.map(at('fail'), ['', 'range', ''], { chunkSize: 2 })).rejects.toThrow('out of range')
    const values = pool.imap(at('fail'), ['', 'range'])
    expect((await values.next()).value).toBeUndefined()
    await expect(values.next()).rejects.toThrow('out of range')
  })

  it('that are lazy take no more from an endless source than they need', async () => {
    let taken = 0
    function* endless() {
      for (;;) yield taken++
    }
    let given = 0
    for await (const value of pool.imap<typeof functions.square>(at('square'), endless())) {
      expect(value).toBe(given ** 2)
      if (++given === 20) break
    }
    expect(taken).toBeLessThanOrEqual(20 + 2 * 2)
  })

  it('that are unordered give what is there first', async () => {
    const lists = [
      [300, 'late'],
      [1, 'early'],
    ] as const
    const given: unknown[] = []
    for await (const value of pool.imapUnordered(
      at('pause'),
      lists.map(([time, value]) => ({ time, value })),
    ))
      given.push(value)
    expect(given).toEqual(['early', 'late'])
  })

  it.each([0, -1, 1.5, NaN])('refuse chunks of %d', async (chunkSize) => {
    expect(() => pool.mapAsync(at('square'), [1], { chunkSize })).toThrow(RangeError)
    await expect(pool.imap(at('square'), [1], { chunkSize }).next()).rejects.toThrow(RangeError)
  })
})

describe('the end of a pool (S9)', () => {
  it('by close: nothing more is taken, what is there ends, then the workers do', async () => {
    const pids = pool.workers.map(({ pid }) => pid ?? 0)
    const results = Array.from({ length: 20 }, (_, index) =>
      pool.applyAsync<typeof functions.after<number>>(at('after'), [5, index]),
    )
    pool.close()
    expect(() => pool.applyAsync(at('nothing'))).toThrow(PoolClosedError)
    expect(() => pool.mapAsync(at('square'), [1])).toThrow(PoolClosedError)
    await pool.join()
    expect(results.map((result) => result.ready())).not.toContain(false)
    expect(await Promise.all(results.map((result) => result.get()))).toEqual(results.map((_, index) => index))
    expect(pids.filter(isLiving)).toEqual([])
    expect(pool.workers).toEqual([])
  })

  it('is not waited for while it is open', async () => {
    await expect(pool.join()).rejects.toThrow('Call close() or terminate() before join()')
  })

  it('by terminate: workers end at once, and what is unfinished fails', async () => {
    const pids = pool.workers.map(({ pid }) => pid ?? 0)
    const results = Array.from({ length: 4 }, () => pool.applyAsync(at('spin')))
    await pool.applyAsync(at('nothing')).wait(100)
    pool.terminate()
    await pool.join()
    for (const result of results) await expect(result.get()).rejects.toThrow(PoolClosedError)
    expect(pids.filter(isLiving)).toEqual([])
  })
})

describe('a worker that dies (S10)', () => {
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

  it('in the middle of many: each task ends once, done or failed, none runs twice, and the pool keeps its size', async () => {
    const file = join(folder, 'notes')
    const names = Array.from({ length: 500 }, (_, index) => `task ${index}`)
    const outcomes = await Promise.allSettled(
      names.map((name) =>
        pool.apply<typeof functions.noteThenEndAtRandom>(at('noteThenEndAtRandom'), [file, name, 0.05]),
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
  }, 60_000)

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

describe('what goes wrong (S11)', () => {
  it('in the function arrives with name, message, stack and cause', async () => {
    const error = await pool.apply(at('fail'), ['range']).catch((reason: unknown) => reason as RangeError)
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: 'out of range', cause: { message: 'the cause', cause: 'its cause' } })
    expect((error as RangeError).stack).toContain('functions.ts')
    await expect(pool.apply(at('fail'), ['own'])).rejects.toMatchObject({
      name: 'Overdrawn',
      message: 'no money',
      amount: 7,
    })
    await expect(pool.apply(at('fail'), ['several'])).rejects.toMatchObject({ errors: [{ message: 'one' }, 'two'] })
    await expect(pool.apply(at('fail'), ['value'])).rejects.toEqual({ some: 'value' })
    await expect(pool.apply(at('fail'), ['strange'])).rejects.toThrow('What was thrown cannot be sent: () => 1')
  })

  it('with values that cannot be cloned is told where they are', async () => {
    const argument = pool.apply(at('default'), [() => 1])
    await expect(argument).rejects.toThrow(
      /The arguments of .*functions\.ts#default cannot be sent to a worker: \(\) => 1/,
    )
    await expect(pool.apply(at('giveFunction'))).rejects.toThrow(
      /The result cannot be sent to another process: \(\) => 1/,
    )
    expect(await pool.apply<typeof functions.add>(at('add'), [1, 2])).toBe(3)
  })

  it.each([
    ['that has no such export', 'constant.mjs#none', 'has no export “none”'],
    ['whose export is no function', 'constant.mjs#value', 'The export “value” of'],
    ['without a default export', 'constant.mjs', 'has no default export'],
    ['that is not there', 'missing.mjs#run', 'does not exist'],
    ['that is no module', 'text.txt#run', 'could not be imported'],
    ['that cannot be parsed', 'syntax.mjs#run', 'cannot be parsed'],
    ['that throws', 'throws.mjs#run', 'thrown while importing'],
  ])('with a module %s names it', async (_, path, sentence) => {
    writeFileSync(join(folder, 'constant.mjs'), 'export const value = 1')
    writeFileSync(join(folder, 'text.txt'), 'some text')
    writeFileSync(join(folder, 'syntax.mjs'), 'export function run( {')
    writeFileSync(join(folder, 'throws.mjs'), 'throw new Error("thrown while importing")')
    const failed = pool.apply(new URL(path, pathToFileURL(`${folder}/`)))
    await expect(failed).rejects.toMatchObject({ name: 'TargetError' })
    await expect(failed).rejects.toThrow(sentence)
    await expect(failed).rejects.toThrow(folder)
  })

  it('with a target that is none is told at once', () => {
    expect(() => pool.applyAsync('run')).toThrow('“run” is no URL of a module')
    expect(() => pool.applyAsync((() => 1) as never)).toThrow('A function cannot be handed to another process')
  })
})

describe('a pool that nobody closes', () => {
  it('lets its script end when nothing is left to do, and its workers end with it', () => {
    const code = `
      import { Pool } from ${JSON.stringify(new URL('../../src-main/library.ts', import.meta.url).href)}
      const pool = new Pool(2)
      const result = pool.applyAsync(${JSON.stringify(at('after').href)}, [100, 'done'])
      result.get().then(console.log)
      console.log(JSON.stringify(pool.workers.map(({ pid }) => pid)))`
    const options = { encoding: 'utf8', timeout: 10_000 } as const
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], options)
    const [pids = '', said] = stdout.split('\n')
    expect({ said, stderr }).toEqual({ said: 'done', stderr: '' })
    expect((JSON.parse(pids) as number[]).filter(isLiving)).toEqual([])
  })
})

describe('a pool whose parent is gone', () => {
  it.each(['waiting', 'busy'] as const)('leaves no worker that is %s', async (how) => {
    const file = join(folder, 'pid')
    const code = `
      import { Pool } from ${JSON.stringify(new URL('../../src-main/library.ts', import.meta.url).href)}
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
    expect(performance.now() - begin).toBeLessThan(2_000)
  })
})
