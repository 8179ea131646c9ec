import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Pool, PoolClosedError, Process, TimeoutError } from '../../../src-main/library.ts'
import type * as functions from '../../fixtures/functions.ts'
import { isLiving } from './living.ts'
import { runScript } from './script.ts'

/* What Python's documentation says of multiprocessing, case by case, and what is so here. Cases that other tests of the
   library have anyway are not repeated: joins with a time limit, bad sizes, what an error carries. */

const at = (name: string): URL => new URL(`../../fixtures/functions.ts#${name}`, import.meta.url)

let folder: string
let pool: Pool
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-python-'))
  pool = new Pool(2)
})
afterEach(async () => {
  await pool[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

describe('S2, S3: Process, as Python has it', () => {
  it('exitcode: n of exit(n), 0 of a return, 1 of an exception, -n of signal n, None before', () => {
    const { stdout } = runScript(
      folder,
      `
      export const leave = (code) => process.exit(code)
      export const end = () => 7
      export const set = () => { process.exitCode = 4 }
      export const raise = () => { throw new Error('raised') }
      export const die = (signal) => process.kill(process.pid, signal)
      if (isMainProcess()) {
        const codes = []
        for (const [name, ...args] of [['leave', 0], ['leave', 3], ['leave', 255], ['end'], ['set'], ['raise'], ['die', 'SIGTERM'], ['die', 'SIGKILL']]) {
          const one = new Process({ target: new URL('#' + name, import.meta.url), args })
          codes.push(one.exitCode)
          one.start()
          await one.join()
          codes.push(one.exitCode)
        }
        console.log(codes.filter((code) => code !== undefined).join(' '))
      }`,
    )
    expect(stdout).toBe('0 3 255 0 4 1 -15 -9\n')
  })

  it('join: any order of children, any number of times, and it says nothing of how they ended', async () => {
    const [slow, quick] = [200, 1].map(
      (time) => new Process<typeof functions.after<number>>({ target: at('after'), args: [time, 0] }),
    )
    slow?.start()
    quick?.start()
    await slow?.join()
    await quick?.join()
    await quick?.join()
    expect([slow?.exitCode, quick?.exitCode]).toEqual([0, 0])
    expect(await new Process().join().catch((error: unknown) => String(error))).toContain('has not been started')
  })

  it('daemon: false unless asked for; no processes and no pool of processes of its own', () => {
    expect(new Process().daemon).toBe(false)
    const { stderr, stdout } = runScript(
      folder,
      `
      export function make(what) {
        if (what === 'process') new Process().start()
        else { const pool = new Pool(1, { kind: what }); pool.terminate() }
        console.log(what)
      }
      if (isMainProcess())
        for (const what of ['process', 'pool', 'thread', 'coroutine']) {
          const kind = what === 'pool' ? 'process' : what
          const one = new Process({ target: new URL('#make', import.meta.url), args: [kind], daemon: true })
          one.start()
          await one.join()
        }`,
    )
    expect(stdout).toBe('thread\ncoroutine\n')
    expect(stderr.match(/Error: A daemon may not start processes/g)).toHaveLength(2)
  })

  it('a parent ends after its children, daemons excepted, which end with it', () => {
    const { stdout } = runScript(
      folder,
      `
      import { existsSync, writeFileSync } from 'node:fs'
      import { setTimeout as wait } from 'node:timers/promises'
      // Each waits for the one before it; the last would wait for ever.
      export const run = async (name, before) => {
        while (before && !existsSync(before)) await wait(10)
        console.log(name)
        writeFileSync(name, '')
      }
      process.chdir(new URL('.', import.meta.url).pathname)
      if (isMainProcess()) {
        for (const [name, before, daemon] of [['second', 'first', false], ['first', '', false], ['never', 'ever', true]])
          new Process({ target: new URL('#run', import.meta.url), args: [name, before], daemon }).start()
        process.on('exit', () => console.log('parent'))
      }`,
    )
    expect(stdout).toBe('first\nsecond\nparent\n')
  })
})

describe('S7, S8, S9: Pool, as Python has it', () => {
  it('callbacks: in this process, before get gives the value, each once', async () => {
    const order: string[] = []
    const note = (text: string) => () => {
      order.push(`${text} in ${process.pid}`)
    }
    await pool.applyAsync(at('nothing'), [], { callback: note('callback'), errorCallback: note('error') }).get()
    order.push('got')
    await pool.applyAsync(at('reject'), [], { callback: note('callback'), errorCallback: note('error') }).wait()
    order.push('waited')
    expect(order).toEqual([`callback in ${process.pid}`, 'got', `error in ${process.pid}`, 'waited'])
  })

  it('callbacks of a map: once, with all values or with the error', async () => {
    const told: unknown[] = []
    const callbacks = {
      callback: (value: unknown) => told.push(value),
      errorCallback: (error: unknown) => told.push(error),
    }
    await pool.mapAsync<typeof functions.square>(at('square'), [1, 2, 3], { ...callbacks, chunkSize: 1 }).wait()
    await pool.mapAsync(at('fail'), ['', 'range', ''], { ...callbacks, chunkSize: 1 }).wait()
    expect(told).toEqual([[1, 4, 9], expect.objectContaining({ message: 'out of range' })])
  })

  it('callbacks that throw: an uncaught exception of this process (Python’s pool hangs), and the pool goes on', () => {
    const { stdout } = runScript(
      folder,
      `
      export const run = (value) => process.pid
      async function main() {
        process.on('uncaughtException', (error) => console.log('uncaught:', error.message))
        for (const kind of ['process', 'coroutine']) {
          const pool = new Pool(1, { kind })
          const throwing = { callback: () => { throw new Error('of the callback') } }
          const first = await pool.applyAsync(new URL('#run', import.meta.url), [1], throwing).get()
          console.log(first === await pool.apply(new URL('#run', import.meta.url), [2]))
          pool.close()
          await pool.join()
        }
      }
      if (isMainProcess()) void main()`,
    )
    const line = 'uncaught: of the callback'
    expect(stdout.trim().split('\n').sort()).toEqual(['true', 'true', line, line])
  })

  it.each([
    [16, 2],
    [17, 3],
    [3, 1],
  ])('chunks of map: %d items for 2 workers make pieces of %d, len / (4 · workers) rounded up', async (count, size) => {
    const times = Array.from({ length: count }, (): [number] => [30])
    const pids = await pool.starmap<typeof functions.pidAfter>(at('pidAfter'), times)
    for (let start = 0; start < count; start += size)
      expect(new Set(pids.slice(start, start + size)).size, `piece at ${start}`).toBe(1)
    // The first pieces go to different workers: they are not larger than that.
    expect(pids[0]).not.toBe(pids[size])
  })

  it('maxtasksperchild: a piece of a map is one task', async () => {
    const short = new Pool(1, { maxTasksPerChild: 1 })
    const pids = await short.starmap<typeof functions.pidAfter>(at('pidAfter'), [[1], [1], [1], [1]], { chunkSize: 2 })
    expect(pids.map((pid) => pids.indexOf(pid))).toEqual([0, 0, 2, 2])
    short.close()
    await short.join()
  })

  it('imap: in order, the error at its item, the items of its piece lost with it', async () => {
    const given = async (chunkSize: number): Promise<unknown[]> => {
      const values: unknown[] = []
      try {
        for await (const value of pool.imap<typeof functions.failAt>(at('failAt'), [1, 2, -3, 4], { chunkSize }))
          values.push(value)
      } catch (error) {
        values.push((error as Error).message)
      }
      return values
    }
    expect(await given(1)).toEqual([1, 2, '-3 is below 0'])
    expect(await given(2)).toEqual([1, 2, '-3 is below 0'])
    expect(await given(3)).toEqual(['-3 is below 0'])
  })

  it('get: TimeoutError after the time, also of 0; the task goes on, and is asked again', async () => {
    const result = pool.applyAsync<typeof functions.after<string>>(at('after'), [300, 'value'])
    await expect(result.get(0)).rejects.toThrow(TimeoutError)
    await expect(result.get(10)).rejects.toThrow(TimeoutError)
    expect([await result.get(Infinity), await result.get(), await result.get(0)]).toEqual(['value', 'value', 'value'])
  })

  it('close, then join: what is there ends first; terminate does not wait for it', async () => {
    const closed = Array.from({ length: 6 }, () => pool.applyAsync(at('after'), [50, 1]))
    pool.close()
    await pool.join()
    expect(closed.every((result) => result.successful())).toBe(true)
    const other = new Pool(2)
    const dropped = Array.from({ length: 6 }, () => other.applyAsync(at('after'), [60_000, 1]))
    other.terminate()
    await other.join()
    for (const result of dropped) await expect(result.get()).rejects.toThrow(PoolClosedError)
  })

  it('with: the pool is terminated at the end of its block, here by “await using”', async () => {
    let pids: number[]
    let result
    {
      await using mine = new Pool(2)
      pids = mine.workers.map(({ pid }) => pid ?? 0)
      result = mine.applyAsync(at('spin'))
      expect(pids.filter(isLiving)).toHaveLength(2)
    }
    expect(pids.filter(isLiving)).toEqual([])
    await expect(result.get()).rejects.toThrow(PoolClosedError)
  })
})
