import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as passing } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import type { Settings } from '../../../src-main/contract/settings.ts'
import { PoolChanges } from '../../../src-main/engine/scheduling/pool-changes.ts'
import { type Rig, makeRig } from '../rig.ts'

/** One change of one field. Several of them are asked for at once, with a turn of the event loop in between here and there. */
type Change =
  | { field: 'size'; value: number }
  | { field: 'isPaused'; value: boolean }
  | { field: 'gracePeriod' | 'keptRuns' | 'keptDays'; value: number }
  | { field: 'onQuit'; value: Settings['onQuit'] }
  | { field: 'startsByItself'; value: boolean }

const change = fc.oneof(
  fc.record({ field: fc.constant('size' as const), value: fc.integer({ min: 1, max: 1024 }) }),
  fc.record({ field: fc.constant('isPaused' as const), value: fc.boolean() }),
  fc.record({
    field: fc.constantFrom('gracePeriod' as const, 'keptRuns' as const, 'keptDays' as const),
    value: fc.integer({ min: 1, max: 30_000 }),
  }),
  fc.record({
    field: fc.constant('onQuit' as const),
    value: fc.constantFrom('ask' as const, 'keep' as const, 'wait' as const, 'terminate' as const),
  }),
  fc.record({ field: fc.constant('startsByItself' as const), value: fc.boolean() }),
)

async function ask(rig: Rig, { field, value }: Change): Promise<void> {
  if (field === 'size') await rig.get('setPoolSize', { size: value })
  else if (field === 'isPaused') await rig.get(value ? 'pausePool' : 'resumePool', {})
  else await rig.get('changeSettings', { [field]: value })
}

type Fields = Partial<Record<Change['field'], unknown>>

async function inMemory(rig: Rig): Promise<Fields> {
  const { pool, settings } = await rig.snapshot()
  return { ...settings, size: pool.size, isPaused: pool.isPaused }
}

function onDisk(rig: Rig): Fields {
  return read(rig, (database): Fields => {
    const pool = database.prepare('SELECT size, is_paused FROM pools').get()
    const settings = database.prepare('SELECT name, value FROM settings').all()
    return {
      ...(pool && { size: pool.size, isPaused: pool.is_paused === 1 }),
      ...(Object.fromEntries(settings.map(({ name, value }) => [name, JSON.parse(String(value))])) as Fields),
    }
  })
}

function read<Value>(rig: Rig, look: (database: DatabaseSync) => Value): Value {
  const database = new DatabaseSync(join(rig.folder, 'forkyard.sqlite'), { readOnly: true })
  try {
    return look(database)
  } finally {
    database.close()
  }
}

describe('changes that are asked for at once', () => {
  it('are answered in their order, and leave each field as the last one says, in memory, on the disk and after a restart', async () => {
    const rig = await makeRig()
    const last: Fields = {}
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(change, fc.boolean()), { minLength: 2, maxLength: 12 }), async (changes) => {
        const answers: Promise<void>[] = []
        const asked: Change[] = []
        const answered: Change[] = []
        for (const [one, isPausing] of changes) {
          asked.push(one)
          answers.push(ask(rig, one).then(() => void answered.push(one)))
          last[one.field] = one.value
          if (isPausing) await passing()
        }
        await Promise.all(answers)
        const of = (field: Change['field'], all: Change[]) => all.filter((each) => each.field === field)
        for (const { field } of changes.map(([each]) => each)) expect(of(field, answered)).toEqual(of(field, asked))
        expect(await inMemory(rig)).toMatchObject(last)
        expect(onDisk(rig)).toMatchObject(last)
      }),
      { numRuns: 40 },
    )
    await rig.close()
    const next = await makeRig({ folder: rig.folder })
    expect(await inMemory(next)).toMatchObject(last)
  })

  it('do not undo a resume by a change of the size on the same connection, and store nothing that was not named', async () => {
    const rig = await makeRig()
    await rig.get('changeSettings', { keptRuns: 12 })
    expect(onDisk(rig)).toEqual({ size: null, isPaused: false, keptRuns: 12 })
    await rig.get('pausePool', {})
    await Promise.all([rig.get('setPoolSize', { size: 7 }), rig.get('resumePool', {})])
    expect((await rig.snapshot()).pool).toMatchObject({ size: 7, isPaused: false })
    expect(onDisk(rig)).toMatchObject({ size: 7, isPaused: false })
  })

  it('leave the queue as the moves say, in memory, on the disk and after a restart', async () => {
    const rig = await makeRig()
    await rig.get('pausePool', {})
    const { runIds } = await rig.get('submit', { tasks: [{ command: { kind: 'shell', line: 'true' } }], times: 6 })
    let order = [...runIds]
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(fc.constantFrom(...runIds), { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
        async (moves) => {
          await Promise.all(moves.map((named) => rig.get('moveToFront', { runIds: named })))
          for (const named of moves) order = [...named, ...order.filter((runId) => !named.includes(runId))]
          expect(await inQueue(rig)).toEqual(order)
          expect(queuedOnDisk(rig)).toEqual(order)
        },
      ),
      { numRuns: 20 },
    )
    await rig.close()
    expect(await inQueue(await makeRig({ folder: rig.folder }))).toEqual(order)
  })

  it('leave the key of secrets where the last change of it says, however slow the keyring is', async () => {
    const keyring = {
      wrap: async (text: string) => {
        await passing(20)
        return Buffer.from(text)
      },
      unwrap: (wrapped: Buffer) => Promise.resolve(wrapped.toString()),
    }
    const rig = await makeRig({ keyring })
    await Promise.all([
      rig.get('changeSettings', { wrapsSecretKey: true }),
      rig.get('changeSettings', { keptRuns: 12 }),
    ])
    expect(await inMemory(rig)).toMatchObject({ wrapsSecretKey: true, keptRuns: 12 })
    await rig.get('changeSettings', { wrapsSecretKey: false })
    await Promise.all([
      rig.get('changeSettings', { wrapsSecretKey: true }),
      rig.get('changeSettings', { wrapsSecretKey: false }),
    ])
    await rig.close()
    const next = await makeRig({ folder: rig.folder, keyring })
    expect(await inMemory(next)).toMatchObject({ wrapsSecretKey: false, keptRuns: 12 })
  })
})

describe('a pool that a recovery pauses', () => {
  it('stays paused though an earlier resume is stored only then', async () => {
    const stored: (() => void)[] = []
    const pool = { size: 2, isPaused: false, isSupervisorLost: false, setPaused: vi.fn() }
    const changes = new PoolChanges(pool as never, {
      request: () => new Promise((resolve) => stored.push(() => resolve(undefined))),
    })
    const resumed = changes.setPaused(false)
    const kept = changes.keepPaused()
    for (const each of stored) each()
    expect(await resumed).toMatchObject({ ok: true })
    await kept
    expect(pool.setPaused).not.toHaveBeenCalled()
    const later = changes.setPaused(false)
    stored.at(-1)?.()
    await later
    expect(pool.setPaused).toHaveBeenCalledExactlyOnceWith(false)
  })
})

async function inQueue(rig: Rig): Promise<RunId[]> {
  return (await rig.get('listQueue', { offset: 0, count: 100 })).runs.map(({ runId }) => runId)
}

function queuedOnDisk(rig: Rig): unknown[] {
  const sql = "SELECT run_id FROM runs WHERE state = 'queued' ORDER BY queue_order, run_id"
  return read(rig, (database) =>
    database
      .prepare(sql)
      .all()
      .map(({ run_id }) => run_id),
  )
}
