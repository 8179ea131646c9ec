import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Pool, Queue } from '../../../src-main/library.ts'
import type * as functions from '../../fixtures/named-queue-functions.ts'

const at = (name: string): URL => new URL(`../../fixtures/named-queue-functions.ts#${name}`, import.meta.url)

describe.each(['process', 'thread', 'coroutine'] as const)('a message queue by its name, in a %s', (kind) => {
  let pool: Pool
  beforeAll(() => {
    pool = new Pool(2, { kind })
  })
  afterAll(async () => {
    pool.close()
    await pool.join()
  })

  it('is the same in every process, whoever opens it first', async () => {
    const name = `first-in-${kind}`
    await pool.apply<typeof functions.putInto>(at('putInto'), [name, 'from the child'])
    const queue = await Queue.open<string>(name)
    expect(queue.name).toBe(name)
    expect(await queue.getNowait()).toBe('from the child')
    await queue.put('from the parent')
    expect(await pool.apply<typeof functions.getFrom>(at('getFrom'), [name])).toBe('from the parent')
  })

  it('has the size that it was made with', async () => {
    const name = `sized-${kind}`
    await pool.apply<typeof functions.putInto>(at('putInto'), [name, 1, 1])
    await expect(Queue.open(name, 2)).rejects.toThrow(`There is a message queue ${name} of size 1, not 2.`)
    expect(await (await Queue.open(name)).full()).toBe(true)
    await expect(pool.apply<typeof functions.putInto>(at('putInto'), [name, 1, 3])).rejects.toThrow('of size 1, not 3')
  })

  it('is a new one once it was closed and emptied', async () => {
    const name = `closed-${kind}`
    const queue = await Queue.open(name)
    await queue.put('last')
    await queue.close()
    expect(await pool.apply<typeof functions.getFrom>(at('getFrom'), [name])).toBe('last')
    await pool.apply<typeof functions.putInto>(at('putInto'), [name, 'first of the next'])
    expect(await (await Queue.open(name)).getNowait()).toBe('first of the next')
  })
})

it('is found from the processes of processes too', async () => {
  const pool = new Pool(1)
  await pool.apply<typeof functions.putFromBelow>(at('putFromBelow'), ['deep', 'from below'])
  expect(await (await Queue.open('deep')).getNowait()).toBe('from below')
  pool.close()
  await pool.join()
})

it.each([[''], [undefined], [7]])('refuses the name %j', async (name) => {
  await expect(Queue.open(name as string)).rejects.toThrow('A message queue is opened by a name.')
})
