import { describe, expect, it } from 'vitest'
import type { RequestName } from '../../../src-main/contract/contract.ts'
import { makeRig } from '../rig.ts'

const shell = { command: { kind: 'shell' as const, line: 'true' } }

/** Every request that is about a pool, as clients sent it before pools had names. */
const requests: [name: RequestName, input: object][] = [
  ['submit', { tasks: [shell] }],
  ['listQueue', { offset: 0, count: 10 }],
  ['setPoolSize', { size: 3 }],
  ['pausePool', {}],
  ['resumePool', {}],
]

describe.each(requests)('%s', (name, input) => {
  it('means the default pool, whether or not it is named; another one is refused by name', async () => {
    const rig = await makeRig()
    for (const named of [input, { ...input, pool: 'default' }])
      expect(await rig.ask(name, named as never)).toMatchObject({ ok: true })
    const refusal = await rig.refusal(name, { ...input, pool: 'gpu' })
    expect(refusal).toMatchObject({
      code: 'unknown-pool',
      message: 'There is no pool “gpu”. The pool is called “default”.',
    })
    expect(await rig.refusal(name, { ...input, pool: 3 })).toMatchObject({ code: 'invalid-request' })
  })
})

it('snapshots, deltas, samples and the status name the pool; clients of the time before find it where it was', async () => {
  const rig = await makeRig()
  const { pools, pool } = await rig.snapshot()
  expect(pools).toMatchObject([{ name: 'default', depth: 0 }])
  expect(pool).toEqual(pools[0])
  await rig.get('pausePool', {})
  await expect
    .poll(() => rig.deltas.at(-1))
    .toMatchObject({
      pools: [{ name: 'default', isPaused: true }],
      pool: { name: 'default', isPaused: true },
    })
  await expect
    .poll(() => rig.deltas.flatMap(({ queueSamples = [] }) => queueSamples), { timeout: 20_000 })
    .toContainEqual(expect.objectContaining({ pool: 'default', depth: 0 }))
  expect((await rig.get('hostStatus', {})).pools).toMatchObject([{ name: 'default', isPaused: true }])
})
