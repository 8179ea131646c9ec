import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Empty, Full, Pool, Process, Queue } from '../../../src-main/library.ts'
import type * as functions from '../../fixtures/queue-functions.ts'
import { livingQueues } from '../../../src-main/multiprocessing/message-queues/living-queues.ts'
import { connect, mappings } from './connected.ts'
import { behavesAsQueue } from './queue-behaviour.ts'
import { losesNothing, startNew } from './queue-losses.ts'

const at = (name: string): URL => new URL(`../../fixtures/queue-functions.ts#${name}`, import.meta.url)

describe.runIf(process.platform === 'linux')('through memory in common (Linux), in processes,', () => {
  behavesAsQueue('process', connect)
  losesNothing()
})

describe.runIf(process.platform === 'linux')('through memory in common (Linux), in threads,', () => {
  behavesAsQueue('thread', connect)
})

describe.runIf(process.platform === 'linux')('memory in common (Linux)', () => {
  let pool: Pool
  beforeEach(async () => {
    pool = new Pool(2)
    await connect(pool)
  })
  afterEach(async () => {
    pool.terminate()
    await pool.join()
  })

  it('keeps the order of more than it has room for, of short messages and long ones', async () => {
    const queue = new Queue<string>()
    const put = pool.apply<typeof functions.putAtOnce>(at('putAtOnce'), [queue, 30_000, 40_000])
    let next = 0
    for await (const item of queue) expect(parseInt(item)).toBe(next++)
    expect(next).toBe(30_000)
    await put
  })

  it('hands on to consumers what it has no room for', async () => {
    const [queue, into] = [new Queue<string>(), new Queue<[string, string]>()]
    await pool.apply<typeof functions.putAtOnce>(at('putAtOnce'), [queue, 12_000, 40_000])
    await pool.apply<typeof functions.collect>(at('collect'), [queue, into, 'one'])
    for (let next = 0; next < 12_000; next++) expect(parseInt((await into.getNowait())[1])).toBe(next)
    await expect(into.getNowait()).rejects.toThrow(Empty)
  })

  it('has what was put until the moment of the closing, and nothing else', async () => {
    for (let round = 0; round < 20; round++) {
      const queue = new Queue<number>()
      const putting = [1, 2].map(() => pool.apply<typeof functions.putUntilClosed>(at('putUntilClosed'), [queue]))
      await wait(round)
      await queue.close()
      let count = 0
      for await (const _ of queue) count++
      const [one = 0, other = 0] = await Promise.all(putting)
      expect(count).toBe(one + other)
    }
  })

  it('holds puts back from the moment on at which somebody subscribes with a size', async () => {
    const queue = new Queue<number>()
    await pool.apply<typeof functions.putCount>(at('putCount'), [queue, 100])
    const subscriber = await queue.subscribe(2)
    const putting = pool.apply<typeof functions.putCount>(at('putCount'), [queue, 100])
    await expect.poll(() => subscriber.full()).toBe(true)
    await expect(queue.putNowait(0)).rejects.toThrow(Full)
    await pool.apply<typeof functions.takeCount>(at('takeCount'), [subscriber, 100])
    await putting
    expect([await queue.qsize(), await subscriber.qsize()]).toEqual([100, 0])
  })

  it('lets the event loop have its turns', async () => {
    const queue = new Queue<number>()
    const [puts, gets] = await pool.apply<typeof functions.countTurns>(at('countTurns'), [queue, 50_000])
    expect(puts).toBeGreaterThan(5)
    expect(gets).toBeGreaterThan(5)
  })

  it('does not let a message wait for a consumer that asked for it and is busy', async () => {
    const queue = new Queue<number>(0, { name: 'asked for' })
    const waiting = (): number | undefined =>
      livingQueues()
        .find(({ name }) => name === 'asked for')
        ?.snapshot().takers.length
    const busy = startNew(queue, 'takeAndLoop', true)
    await expect.poll(waiting).toBe(1)
    await expect.poll(() => mappings(busy.pid ?? 0)).toBe(2)
    await queue.put(1)
    // It asks again, now for a message that it takes from the window.
    await expect.poll(waiting).toBe(1)
    const other = pool.apply(at('waitForEver'), [queue])
    await expect.poll(waiting).toBe(2)
    await queue.put(2)
    expect(await other).toBe(2)
    busy.kill()
    await busy.join()
  })

  it('serves those who wait in one process in their order', async () => {
    const queue = new Queue<number>()
    const taking = pool.apply<typeof functions.takeTogether>(at('takeTogether'), [queue, 50])
    for (let item = 0; item < 50; item++) await queue.put(item)
    expect(await taking).toEqual([...Array(50).keys()])
  })

  it('passes through a process in the middle', async () => {
    const queue = new Queue<unknown>()
    for (let item = 0; item < 100; item++) await pool.apply<typeof functions.put>(at('put'), [queue, item])
    const child = new Process({ target: at('putByChild'), args: [queue, 'by a grandchild'] })
    child.start()
    await child.join()
    for (let item = 0; item < 100; item++) expect(await queue.getNowait()).toBe(item)
    expect(await queue.getNowait()).toBe('by a grandchild')
  })
})
