import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Process, Queue } from '../../../src-main/library.ts'
import { livingQueues } from '../../../src-main/multiprocessing/message-queues/living-queues.ts'
import type * as functions from '../../fixtures/queue-functions.ts'

const at = (name: string): URL => new URL(`../../fixtures/queue-functions.ts#${name}`, import.meta.url)

/** What holds when processes are killed or never answer, however a queue is reached. */
export function losesNothing(): void {
  describe('processes that are killed at any moment', () => {
    let folder: string
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'forkyard-losses-'))
    })
    afterEach(() => {
      rmSync(folder, { recursive: true })
    })

    function noted(what: string): number[] {
      const files = readdirSync(folder).filter((name) => name.startsWith(what))
      // A line that was not finished counts for none.
      return files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1).map(Number))
    }

    it('lose no message whose put had resolved but the one that they had just got', async () => {
      const queue = new Queue<number>()
      let started = 0
      const startProducer = (first: number): Process =>
        startNew(queue, 'putAndNote', join(folder, `put-${++started}`), first, 2_500)
      const startConsumer = (): Process => startNew(queue, 'takeAndNote', join(folder, `got-${++started}`))
      const producers = [0, 2_500, 5_000, 7_500].map(startProducer)
      const consumers = [1, 2, 3].map(startConsumer)
      let killed = 0
      for (const victim of producers.slice(0, 2)) {
        await expect.poll(() => noted('got').length, { interval: 1 }).toBeGreaterThan(300 * ++killed)
        victim.kill()
        consumers[killed]?.kill()
        consumers.push(startConsumer())
        await wait(Math.random() * 20)
      }
      for (const producer of producers) await producer.join()
      consumers[0]?.kill()
      killed++
      await queue.close()
      for (const consumer of consumers) await consumer.join()
      const got = noted('got')
      const isGot = new Set(got)
      expect(got.length).toBe(isGot.size)
      const missing = noted('put').filter((item) => !isGot.has(item))
      // Between having a message and writing it down a consumer can be killed too.
      expect(missing.length).toBeLessThanOrEqual(killed)
      const isPut = new Set(noted('put'))
      expect(got.filter((item) => !isPut.has(item)).length).toBeLessThanOrEqual(2)
      expect(isPut.size).toBeGreaterThan(5_000)
      expect(await queue.qsize()).toBe(0)
    })

    it('leave what a dead producer had put, and what a dead consumer had not taken, in order', async () => {
      const queue = new Queue<number>()
      const producer = startNew(queue, 'putAndNote', join(folder, 'put'), 0, 2_500)
      const consumer = startNew(queue, 'takeAndNote', join(folder, 'got'))
      await expect.poll(() => noted('got').length, { interval: 1 }).toBeGreaterThan(500)
      producer.kill()
      consumer.kill()
      await producer.join()
      await consumer.join()
      const rest: number[] = []
      for (let left = await queue.qsize(); left > 0; left--) rest.push(await queue.getNowait())
      const got = noted('got').length
      const put = noted('put').length
      expect(rest).toEqual(Array.from(rest, (_, index) => (rest[0] ?? 0) + index))
      expect([got, got + 1]).toContain(rest[0] ?? got)
      expect([put - 1, put]).toContain(rest.at(-1) ?? put)
    })
  })

  it('a message comes back that was on its way to a consumer whose code never got it', async () => {
    const queue = new Queue<number>(0, { name: 'on its way' })
    const takers = (): number | undefined =>
      livingQueues()
        .find(({ name }) => name === 'on its way')
        ?.snapshot().takers.length
    const busy = startNew(queue, 'takeAndLoop', true)
    await expect.poll(takers).toBe(1)
    await queue.put(1)
    await expect.poll(takers).toBe(1)
    await queue.put(2)
    await queue.put(3)
    expect(takers()).toBe(0)
    busy.kill()
    await busy.join()
    expect([await queue.getNowait(), await queue.getNowait()]).toEqual([2, 3])
  })

  it('a consumer that never comes back from its code holds nothing back', async () => {
    const queue = new Queue<number>()
    const busy = startNew(queue, 'takeAndLoop', false)
    await queue.put(-1)
    await expect.poll(() => queue.qsize()).toBe(0)
    for (let item = 0; item < 100; item++) await queue.put(item)
    const into = new Queue<unknown[]>()
    const other = startNew(queue, 'drainInto', into)
    expect(await into.get()).toEqual([...Array(100).keys()])
    busy.kill()
    await busy.join()
    await other.join()
    expect(await queue.qsize()).toBe(0)
  })
}

/** One that calls this function with these arguments. */
export function startNew(queue: Queue<number>, name: keyof typeof functions, ...args: unknown[]): Process {
  const process = new Process({ target: at(name), args: [queue, ...args] })
  process.start()
  return process
}
