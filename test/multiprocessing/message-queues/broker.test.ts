import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { livingQueues } from '../../../src-main/multiprocessing/message-queues/living-queues.ts'
import { Pool, Queue } from '../../../src-main/library.ts'
import { connect, mappings } from '../library/connected.ts'
import type * as functions from '../../fixtures/queue-functions.ts'

const at = (name: string): URL => new URL(`../../fixtures/queue-functions.ts#${name}`, import.meta.url)

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const snapshotOf = (name: string) =>
  livingQueues()
    .find((queue) => queue.name === name)
    ?.snapshot()

let pool: Pool | undefined
afterEach(async () => {
  pool?.terminate()
  await pool?.join()
  pool = undefined
})

describe('what a queue shows of itself', () => {
  it('is its name, its depth, what went through it, and who waits', async () => {
    pool = new Pool(1)
    const queue = new Queue<number>(2, { name: 'letters' })
    expect(queue.name).toBe('letters')
    const none = { name: 'letters', capacity: 2, depth: 0, puts: 0, gets: 0, putters: [], takers: [], isOpen: true }
    expect(snapshotOf('letters')).toMatchObject(none)
    const waiting = pool.apply(at('waitForEver'), [queue])
    await expect.poll(() => snapshotOf('letters')?.takers).toEqual([pool.workers[0]])
    for (const item of [1, 2, 3]) await queue.put(item)
    await waiting
    const late = queue.put(4)
    await expect.poll(() => snapshotOf('letters')).toMatchObject({ depth: 2, puts: 3, gets: 1, putters: [undefined] })
    const held = await queue.receive()
    await late
    // What is held may come back.
    expect(snapshotOf('letters')).toMatchObject({ depth: 2, puts: 4, gets: 1 })
    await held.release()
    expect(snapshotOf('letters')).toMatchObject({ depth: 3, gets: 1 })
    await queue.close()
    expect(snapshotOf('letters')).toMatchObject({ isOpen: false, takers: [], putters: [] })
  })

  it.runIf(process.platform === 'linux')('counts what came and went through memory in common', async () => {
    pool = new Pool(2)
    await connect(pool)
    const queue = new Queue<number>(0, { name: 'numbers' })
    await pool.apply<typeof functions.putCount>(at('putCount'), [queue, 10_000])
    expect(snapshotOf('numbers')).toMatchObject({ depth: 10_000, puts: 10_000, gets: 0 })
    await pool.apply<typeof functions.takeCount>(at('takeCount'), [queue, 9_990])
    expect(snapshotOf('numbers')).toMatchObject({ depth: 10, puts: 10_000, gets: 9_990 })
  })

  it('has a number for a name where nobody gave one', () => {
    expect([new Queue().name, new Queue().name]).toEqual([
      expect.stringMatching(/^queue-\d+$/),
      expect.stringMatching(/^queue-\d+$/),
    ])
  })

  it.runIf(process.platform === 'linux')('goes with it, and so does its memory', async () => {
    await useQueues(20)
    await expect
      .poll(() => {
        collectGarbage()
        // The latest callback of some kind or other is kept, and a ring with it.
        return [livingQueues().filter(({ name }) => name === 'short-lived').length, mappings(process.pid) <= 1]
      })
      .toEqual([0, true])
  })
})

/** In a function of its own: what the test itself has would never be garbage. */
async function useQueues(count: number): Promise<void> {
  const pool = new Pool(2)
  await connect(pool)
  for (let used = 0; used < count; used++) {
    const queue = new Queue<number>(0, { name: 'short-lived' })
    await pool.apply<typeof functions.putCount>(at('putCount'), [queue, 100])
    await pool.apply<typeof functions.takeCount>(at('takeCount'), [queue, 100])
  }
  expect(mappings(process.pid)).toBeGreaterThan(count)
  pool.terminate()
  await pool.join()
}
