// Over 250 lines: one suite over every way that messages go.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Empty, Full, Pool, type PoolOptions, Process, Queue, QueueClosedError } from '../../../src-main/library.ts'
import type * as functions from '../../fixtures/queue-functions.ts'
import { Writer } from '../../fixtures/queue-functions.ts'
import { often } from '../../machine/extent.ts'

const at = (name: string): URL => new URL(`../../fixtures/queue-functions.ts#${name}`, import.meta.url)

async function all<Item>(queue: Queue<Item>): Promise<Item[]> {
  const items: Item[] = []
  for (;;) {
    try {
      items.push(await queue.getNowait())
    } catch (error) {
      if (error instanceof Empty) return items
      throw error
    }
  }
}

/** What holds however a queue is reached. `prepare` has the workers of a pool reach queues in the way that is tested. */
export function behavesAsQueue(kind: PoolOptions['kind'], prepare: (pool: Pool) => Promise<void>): void {
  let pool: Pool
  beforeAll(async () => {
    pool = new Pool(2, { kind })
    await prepare(pool)
  })
  afterAll(async () => {
    pool.terminate()
    await pool.join()
  })

  describe('a message queue (S12)', () => {
    it('gives what was put in, first in, first out, to any process', async () => {
      const queue = new Queue()
      await queue.put(1)
      await pool.apply<typeof functions.put>(at('put'), [queue, 'two', { three: new Date(3) }, undefined])
      await queue.put(5)
      expect(await pool.apply<typeof functions.drain>(at('drain'), [queue])).toEqual([
        1,
        'two',
        { three: new Date(3) },
        undefined,
        5,
      ])
    })

    it('copies what is put in: later changes of it are not seen', async () => {
      const queue = new Queue<{ value: number }>()
      const item = { value: 1 }
      await queue.put(item)
      item.value = 2
      expect(await queue.get()).toEqual({ value: 1 })
    })

    it('that is full refuses at once, in time, or waits till there is room', async () => {
      const queue = new Queue<number>(3)
      for (const item of [1, 2, 3]) await queue.put(item)
      await expect(queue.putNowait(4)).rejects.toThrow(Full)
      await expect(queue.put(4, { block: false })).rejects.toThrow(Full)
      const begin = performance.now()
      await expect(queue.put(4, { timeoutMs: 100 })).rejects.toThrow(Full)
      expect(performance.now() - begin).toBeGreaterThan(95)
      const waiting = [queue.put(4), pool.apply<typeof functions.put>(at('put'), [queue, 5])]
      expect(await queue.get()).toBe(1)
      await waiting[0]
      expect(await queue.qsize()).toBe(3)
      expect(await queue.get()).toBe(2)
      await waiting[1]
      expect(await all(queue)).toEqual([3, 4, 5])
    })

    it('that is empty refuses at once, in time, or waits till something comes', async () => {
      const queue = new Queue<number>()
      await expect(queue.getNowait()).rejects.toThrow(Empty)
      await expect(queue.get({ block: false })).rejects.toThrow(Empty)
      const begin = performance.now()
      await expect(queue.get({ timeoutMs: 100 })).rejects.toThrow(Empty)
      expect(performance.now() - begin).toBeGreaterThan(95)
      const waiting = queue.get()
      await pool.apply<typeof functions.put>(at('put'), [queue, 7])
      expect(await waiting).toBe(7)
    })

    it('lets one give up waiting', async () => {
      const queue = new Queue<number>(1)
      const giving = new AbortController()
      const waiting = queue.get({ signal: giving.signal })
      giving.abort(new Error('enough'))
      await expect(waiting).rejects.toThrow('enough')
      await queue.put(1)
      const late = queue.put(2, { signal: AbortSignal.timeout(20) })
      await expect(late).rejects.toMatchObject({ name: 'TimeoutError' })
      expect(await all(queue)).toEqual([1])
    })

    it.each([0, -1, undefined, Infinity])('of the size %s takes any number', async (size) => {
      const queue = new Queue<number>(size)
      for (let item = 0; item < 5_000; item++) await queue.put(item)
      expect([await queue.qsize(), await queue.full()]).toEqual([5_000, false])
      for (let item = 0; item < 5_000; item++) expect(await queue.get()).toBe(item)
    })

    it('refuses sizes, time limits and messages that are none', async () => {
      expect(() => new Queue(1.5)).toThrow(RangeError)
      expect(() => new Queue(NaN)).toThrow(RangeError)
      const queue = new Queue()
      await expect(queue.subscribe(NaN)).rejects.toThrow(RangeError)
      await expect(queue.get({ timeoutMs: 'x' as never })).rejects.toThrow(RangeError)
      for (const timeoutMs of [NaN, -1, -Infinity])
        await expect(queue.get({ timeoutMs })).rejects.toThrow(
          `The timeout for the message queue ${queue.name} must be`,
        )
      await expect(queue.put(() => 1)).rejects.toThrow(/The message for the queue .* cannot be sent: \(\) => 1/)
      expect(await queue.empty()).toBe(true)
    })

    it('keeps the order of each producer, with more room than one or not', async () => {
      const queue = new Queue<number>(2)
      const puts = Promise.all(Array.from({ length: 50 }, (_, item) => queue.put(item)))
      for (let item = 0; item < 50; item++) expect(await queue.get()).toBe(item)
      await puts
    })

    it('carries large messages', async () => {
      const queue = new Queue()
      const bytes = Buffer.alloc(20_000_000, 'x')
      await pool.apply<typeof functions.put>(at('put'), [queue, bytes])
      expect(bytes.equals((await queue.get()) as Buffer)).toBe(true)
    })
  })

  describe('what a queue tells of itself (S13)', () => {
    const times = often({ short: 20, long: 200 })
    it(
      `is exact for every process as soon as a put has resolved, ${times} times in a row`,
      { tags: ['soak'] },
      async () => {
        const queue = new Queue<number>(3)
        for (let round = 0; round < times; round++) {
          for (const item of [1, 2, 3]) await pool.apply<typeof functions.put>(at('put'), [queue, item])
          expect(await pool.apply<typeof functions.look>(at('look'), [queue])).toEqual([3, false, true])
          expect([await queue.qsize(), await queue.empty(), await queue.full()]).toEqual([3, false, true])
          expect(await queue.getNowait()).toBe(1)
          expect(await pool.apply<typeof functions.look>(at('look'), [queue])).toEqual([2, false, false])
          expect(await all(queue)).toEqual([2, 3])
          expect(await pool.apply<typeof functions.look>(at('look'), [queue])).toEqual([0, true, false])
        }
      },
    )
  })

  describe('several receivers (S14)', () => {
    it('get each message once', async () => {
      const queue = new Queue<number>()
      const into = new Queue<[string, number]>()
      const readers = ['one', 'other'].map((name) => new Process({ target: at('collect'), args: [queue, into, name] }))
      for (const reader of readers) reader.start()
      await pool.apply<typeof functions.putCount>(at('putCount'), [queue, 500])
      await queue.close()
      for (const reader of readers) await reader.join()
      const got = await all(into)
      expect(got.map(([, item]) => item).sort((one, other) => one - other)).toEqual([...Array(500).keys()])
      for (const name of ['one', 'other']) {
        const own = got.filter(([who]) => who === name).map(([, item]) => item)
        expect(own).toEqual(own.toSorted((one, other) => one - other))
      }
    })
  })

  describe('subscribers (S15)', () => {
    it('get every message each, in order, from then on', async () => {
      const queue = new Queue<number>()
      await queue.put(-1)
      const subscribers = await Promise.all([queue.subscribe(), queue.subscribe()])
      await pool.apply<typeof functions.putCount>(at('putCount'), [queue, 100])
      const readers = subscribers.map((one) => pool.apply<typeof functions.drain>(at('drain'), [one]))
      for (const items of await Promise.all(readers)) expect(items).toEqual([...Array(100).keys()])
      expect(await all(queue)).toEqual([-1])
    })

    it('with a size hold puts back until each has room', async () => {
      const queue = new Queue<number>()
      const [small, large] = [await queue.subscribe(1), await queue.subscribe()]
      await queue.put(1)
      await expect(queue.putNowait(2)).rejects.toThrow(Full)
      const waiting = queue.put(2)
      expect(await small.get()).toBe(1)
      await waiting
      expect(await all(large)).toEqual([1, 2])
    })

    it('may be made in other processes, and end with the queue', async () => {
      const [queue, ready, into] = [new Queue<number>(), new Queue(), new Queue<number>()]
      const readers = [1, 2].map(() => new Process({ target: at('subscribeAndCount'), args: [queue, ready, into] }))
      for (const reader of readers) reader.start()
      for (const _ of readers) await ready.get()
      for (let item = 0; item < 10; item++) await queue.put(item)
      await queue.close()
      for (const reader of readers) await reader.join()
      expect(await all(into)).toEqual([10, 10])
    })
  })

  describe('a closed queue (S16)', () => {
    it('takes nothing more, gives what is left, and ends for await', async () => {
      const queue = new Queue<number>(3)
      for (const item of [1, 2, 3]) await queue.put(item)
      const waiting = queue.put(4)
      waiting.catch(() => undefined)
      await queue.close()
      await expect(waiting).rejects.toThrow(QueueClosedError)
      await expect(queue.put(5)).rejects.toThrow('takes no more messages')
      const items = []
      for await (const item of queue) items.push(item)
      expect(items).toEqual([1, 2, 3])
      await expect(queue.get()).rejects.toThrow(QueueClosedError)
      await expect(queue.getNowait()).rejects.toThrow('has nothing left')
      await queue.close()
    })

    it('ends those who wait for a message, in any process', async () => {
      const queue = new Queue()
      const waiting = [queue.get(), pool.apply(at('waitForEver'), [queue])]
      for (const one of waiting) one.catch(() => undefined)
      await pool.apply(at('look'), [queue])
      await queue.close()
      for (const one of waiting) await expect(one).rejects.toThrow(/is closed/)
    })
  })

  describe('queues across processes (S17)', () => {
    it('go on to children of children, in lists and objects, and in the fields of subclasses', async () => {
      const queue = new Queue()
      await pool.apply<typeof functions.putByChild>(at('putByChild'), [queue, 'by a grandchild'])
      await pool.apply<typeof functions.putDeep>(at('putDeep'), [{ deep: [{ queue }] }])
      const writer = new Writer(queue)
      writer.start()
      await writer.join()
      expect(await all(queue)).toEqual(['by a grandchild', 'deep', `from ${writer.name}`])
    })

    it('get a message back from a consumer that dies before it has acknowledged it', async () => {
      const queue = new Queue<number>()
      await queue.put(1)
      await queue.put(2)
      const dying = new Process({ target: at('holdAndDie'), args: [queue, 'die'] })
      dying.start()
      await dying.join()
      expect(dying.exitCode).toBe(-9)
      const { item, acknowledge } = await queue.receive()
      expect(item).toBe(1)
      await acknowledge()
      const other = await queue.receive()
      expect(await queue.qsize()).toBe(0)
      await other.release()
      expect(await all(queue)).toEqual([2])
    })

    it('also when it ends as it should, and are not at their end before', async () => {
      const queue = new Queue<number>()
      await queue.put(1)
      const ending = new Process({ target: at('holdAndDie'), args: [queue, 'end'] })
      ending.start()
      await ending.join()
      const held = await queue.receive()
      await queue.close()
      const next = queue.get()
      await held.release()
      expect(await next).toBe(1)
    })

    it('lose nothing to a consumer that dies while it waits', async () => {
      const queue = new Queue<number>()
      const waiting = new Process({ target: at('takeAndWait'), args: [queue] })
      waiting.start()
      await pool.apply(at('look'), [queue])
      waiting.kill()
      await waiting.join()
      await queue.put(1)
      expect(await queue.getNowait()).toBe(1)
    })
  })
}
