import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../../../src-main/contract/json.ts'
import type { MessageQueue } from '../../../src-main/contract/message-queue.ts'
import type { RunId } from '../../../src-main/contract/run.ts'
import { type Rig, makeRig, until } from '../rig.ts'

const text = `
import { Queue } from 'forkyard'
export async function put(name, items, maxsize) {
  const queue = await Queue.open(name, maxsize)
  for (const item of items) await queue.put(item)
}
export const get = async (name) => (await Queue.open(name)).get()
`

let folder: string
let rig: Rig
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-queues-'))
  writeFileSync(join(folder, 'work.mjs'), text)
  rig = await makeRig({ size: 3, grace: 200 })
})
afterEach(async () => {
  // They live as long as their process, which here is that of the tests.
  for (const { id } of (await rig.snapshot()).messageQueues) await rig.get('removeMessageQueue', { id })
  await rig.close()
  rmSync(folder, { recursive: true })
})

async function start(name: string, ...args: Json[]): Promise<RunId> {
  const command = { kind: 'function' as const, module: join(folder, 'work.mjs'), name, args }
  return (await rig.get('submit', { tasks: [{ command, folder }] })).runIds[0]!
}

/** The queue of this name, once it is as it should be. */
async function seen(name: string, condition: (queue: MessageQueue) => boolean): Promise<MessageQueue> {
  let found: MessageQueue | undefined
  await until(async () => {
    found = (await rig.snapshot()).messageQueues.find((queue) => queue.name === name)
    return found !== undefined && condition(found)
  })
  return found!
}

describe('message queues of functions', () => {
  it('are seen with what waits in them, what went through, and who waits', async () => {
    await rig.ended(await start('put', 'lines', ['one', 'two', 'three']))
    expect(await seen('lines', ({ depth }) => depth === 3)).toMatchObject({
      capacity: 0,
      isOpen: true,
      puts: 3,
      gets: 0,
      putters: [],
      takers: [],
    })
    await rig.ended(await start('get', 'lines'))
    expect(await seen('lines', ({ gets }) => gets === 1)).toMatchObject({ depth: 2, puts: 3 })

    const waiting = await start('get', 'empty')
    const { takers, takerCount } = await seen('empty', (queue) => queue.takerCount > 0)
    const [live] = await rig.get('listLive', {})
    expect(takerCount).toBe(1)
    expect(takers).toEqual([{ name: expect.stringContaining('Worker-') as string, pid: live?.pid, runId: waiting }])

    const blocked = await start('put', 'small', [1, 2], 1)
    expect(await seen('small', ({ putterCount }) => putterCount === 1)).toMatchObject({
      capacity: 1,
      depth: 1,
      putters: [{ runId: blocked }],
    })
    await rig.get('kill', { targets: [{ runId: waiting }, { runId: blocked }] })
    await seen('small', ({ putterCount }) => putterCount === 0)
  })

  it('are told of once a second, with what went through in it', async () => {
    await rig.ended(await start('put', 'told', [1, 2, 3, 4]))
    await seen('told', ({ puts }) => puts === 4)
    const { samples = [], id } = (await rig.snapshot()).messageQueues.find(({ name }) => name === 'told') ?? {}
    expect(samples.reduce((sum, { puts }) => sum + puts, 0)).toBe(4)
    const told = rig.deltas.length
    await rig.ended(await start('get', 'told'))
    await until(() =>
      rig.deltas
        .slice(told)
        .some(({ messageQueues = [] }) =>
          messageQueues.some(({ changed }) => changed.some((queue) => queue.id === id && queue.gets === 1)),
        ),
    )
  })

  it('are closed, and removed with what is in them', async () => {
    await rig.ended(await start('put', 'closing', [1, 2]))
    const { id } = await seen('closing', ({ depth }) => depth === 2)
    expect(await rig.get('closeMessageQueue', { id })).toBe(null)
    await seen('closing', ({ isOpen }) => !isOpen)
    const refused = await start('put', 'closing', [3])
    expect((await rig.ended(refused))[0]?.outcome).toMatchObject({ error: { name: 'QueueClosedError' } })
    expect(await rig.get('removeMessageQueue', { id })).toEqual({ dropped: 2 })
    await until(async () => !(await rig.snapshot()).messageQueues.some((queue) => queue.id === id))
    expect(await rig.refusal('removeMessageQueue', { id: 'nowhere' })).toMatchObject({ code: 'unknown-message-queue' })
    await rig.ended(await start('put', 'closing', ['anew']))
    expect((await seen('closing', ({ depth }) => depth === 1)).id).not.toBe(id)
  })
})
