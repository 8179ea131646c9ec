// Over 250 lines: one suite over processes, threads and coroutines.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pool, PoolClosedError, Queue, TimeoutError, type WorkerKind } from '../../../src-main/library.ts'
import type * as functions from '../../fixtures/functions.ts'

const at = (name: string): URL => new URL(`../../fixtures/functions.ts#${name}`, import.meta.url)

/** What every pool does, whatever its workers are (S8, S9, S11, S19). */
export function describePool(kind: WorkerKind): void {
  describe(`S19: a pool of ${kind}s`, () => {
    // One for all tests but those that end it.
    let pool: Pool
    let folder: string
    beforeAll(() => {
      pool = new Pool(2, { kind })
    })
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'forkyard-library-'))
    })
    afterEach(() => {
      rmSync(folder, { recursive: true })
    })
    afterAll(async () => {
      pool.terminate()
      await pool.join()
    })

    describe('S8: a task', () => {
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

      it.each([NaN, -1, 'x', null])('refuses a time limit of %s', async (limit) => {
        const result = pool.applyAsync<typeof functions.add>(at('add'), [1, 2])
        await expect(result.get(limit as never)).rejects.toThrow(RangeError)
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

    describe('S8: maps', () => {
      const numbers = Array.from({ length: 100 }, (_, index) => index)
      const squares = numbers.map((value) => value * value)

      it.each([undefined, 1, 7, 100, 1_000])('give every result in order, by chunks of %s', async (chunkSize) => {
        expect(await pool.map<typeof functions.square>(at('square'), numbers, { chunkSize })).toEqual(squares)
        const pairs = numbers.map((value): [number, number] => [value, 1])
        expect(await pool.starmap<typeof functions.add>(at('add'), pairs, { chunkSize })).toEqual(
          numbers.map((n) => n + 1),
        )
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

    describe('S9: the end of a pool', () => {
      let pool: Pool
      beforeEach(() => {
        pool = new Pool(2, { kind })
      })
      afterEach(async () => {
        pool.terminate()
        await pool.join()
      })

      it('by close: nothing more is taken, what is there ends, then the workers do', async () => {
        const results = Array.from({ length: 20 }, (_, index) =>
          pool.applyAsync<typeof functions.after<number>>(at('after'), [5, index]),
        )
        pool.close()
        expect(() => pool.applyAsync(at('nothing'))).toThrow(PoolClosedError)
        expect(() => pool.mapAsync(at('square'), [1])).toThrow(PoolClosedError)
        await pool.join()
        expect(results.map((result) => result.ready())).not.toContain(false)
        expect(await Promise.all(results.map((result) => result.get()))).toEqual(results.map((_, index) => index))
      })

      it('is not waited for while it is open', async () => {
        await expect(pool.join()).rejects.toThrow('Call close() or terminate() before join()')
      })

      it('by terminate: what is unfinished fails', async () => {
        const results = Array.from({ length: 4 }, () => pool.applyAsync(at('after'), [60_000, 1]))
        await pool.applyAsync(at('nothing')).wait(100)
        pool.terminate()
        await pool.join()
        for (const result of results) await expect(result.get()).rejects.toThrow(PoolClosedError)
        expect(() => pool.applyAsync(at('nothing'))).toThrow(PoolClosedError)
      })
    })

    describe('S11: what goes wrong', () => {
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

      const cases = [
        ['that has no such export', 'constant.mjs#none', 'has no export “none”'],
        ['whose export is no function', 'constant.mjs#value', 'The export “value” of'],
        ['without a default export', 'constant.mjs', 'has no default export'],
        ['that is not there', 'missing.mjs#run', 'does not exist'],
        ['that is no module', 'text.txt#run', 'could not be imported'],
        ['that cannot be parsed', 'syntax.mjs#run', 'cannot be parsed'],
        ['that throws', 'throws.mjs#run', 'thrown while importing'],
      ]
      // Modules of this very process are imported by Vitest, in a way of its own: those two are tried in pool.test.ts.
      const own = cases.filter(([, path]) => kind !== 'coroutine' || !/text|syntax/.test(path ?? ''))
      it.each(own)('with a module %s names it', async (_, path = '', sentence = '') => {
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
        expect(() => pool.applyAsync(null as never)).toThrow('What is of type object cannot be handed')
        expect(() => pool.applyAsync('file:///work.ts#%zz')).toThrow('does not name an export behind its #')
      })
    })

    it.each([null, 'xy', 7, {}])('refuses arguments that are no list: %j', async (args) => {
      expect(() => pool.applyAsync(at('add'), args as never)).toThrow('are given as a list')
      await expect(pool.starmap(at('add'), [args as never])).rejects.toThrow('are given as a list')
    })

    it.each([NaN, -1, 'x', null])('refuses %s milliseconds for a task', (timeoutMs) => {
      expect(() => pool.applyAsync(at('add'), [1, 2], { timeoutMs: timeoutMs as never })).toThrow(RangeError)
    })

    it('hands message queues to its functions', async () => {
      const queue = new Queue<number>()
      await pool.apply(new URL('../../fixtures/queue-functions.ts#putCount', import.meta.url), [queue, 3])
      expect([await queue.get(), await queue.get(), await queue.qsize()]).toEqual([0, 1, 1])
    })
  })
}
