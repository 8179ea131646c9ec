import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import { migrations } from '../../../src-main/engine/storage/migrations.ts'
import { makeRig } from '../rig.ts'
import { copyOldFolder } from './old-folder.ts'
import { Store, makeFolder } from './store.ts'

const ids = (...numbers: number[]): RunId[] => numbers as RunId[]

describe('a data folder of version 2, whose host was killed', () => {
  let folder: string

  beforeEach(() => {
    folder = makeFolder()
    copyOldFolder(2, folder)
  })

  it('goes on with what waited, in its order and with its options; its secrets can be read', async () => {
    const rig = await makeRig({ folder })
    const { runs, depth } = await rig.get('listQueue', { offset: 0, count: 10 })
    expect([depth, runs.map(({ runId }) => runId)]).toEqual([3, [17, 15, 16]])
    const { task } = await rig.get('describeRun', { runId: ids(15)[0]! })
    expect(task).toEqual({
      command: { kind: 'shell', line: 'echo waited' },
      name: 'waiting',
      folder: '/',
      environment: { TOKEN: '', PLAIN: 'ü' },
      secrets: ['TOKEN'],
      colours: true,
      unbuffered: true,
    })
    const { runIds } = await rig.get('runAgain', { runIds: ids(2) })
    expect(runIds).toEqual([19])
    await rig.get('resumePool', {})
    const [again] = await rig.ended(...runIds)
    const { bytes } = await rig.get('readOutput', { runId: again!.runId, from: 0, count: 1_000 })
    // `echo "$GREETING $TOKEN" | wc -c`: hej "du", a newline, a blank, geheim, a newline.
    expect(Buffer.from(bytes, 'base64').toString()).toMatch(/^hello\s+17\n$/)
    await rig.ended(...ids(15, 16, 17))
  })

  it('shows the history as it was: outcomes, times, output, answers', async () => {
    const rig = await makeRig({ folder })
    const { ended, pools, settings } = await rig.snapshot()
    expect(ended.slice(0, 3).map(({ runId, outcome }) => [runId, outcome.kind])).toEqual([
      [14, 'lost'],
      [13, 'lost'],
      [12, 'lost'],
    ])
    const { runs } = await rig.get('listHistory', { count: 100 })
    const before = runs.filter(({ outcome }) => outcome.kind !== 'lost').sort((one, other) => one.runId - other.runId)
    expect(before.map(({ runId, name, outcome, attempt }) => [runId, name, attempt, outcome])).toMatchObject([
      [2, 'greet', 1, { kind: 'succeeded', exitStatus: { code: 0 } }],
      [3, 'Process-3', 1, { kind: 'failed', exitStatus: { code: 1 } }],
      [4, 'Process-4', 1, { kind: 'failed', exitStatus: { signal: 'SIGTERM' } }],
      [5, 'Process-5', 1, { kind: 'could-not-start', error: { code: 'ENOENT' } }],
      [6, 'Process-6', 1, { kind: 'succeeded', exitStatus: 'returned' }],
      [7, 'Process-7', 1, { kind: 'failed', exitStatus: 'threw', error: { name: 'RangeError' } }],
      [8, 'many-1', 1, { kind: 'succeeded' }],
      [9, 'many-2', 1, { kind: 'succeeded' }],
      [10, 'many-3', 1, { kind: 'succeeded' }],
      [11, 'Process-11', 1, { kind: 'terminated', exitStatus: { signal: 'SIGTERM' } }],
      [18, 'cancelled', 0, { kind: 'cancelled' }],
    ])
    for (const { pid, startedAt, runTime, outcome } of before) {
      const hasRun = outcome.kind !== 'could-not-start' && outcome.kind !== 'cancelled'
      expect([pid, startedAt, runTime].map((value) => typeof value)).toEqual(
        Array(3).fill(hasRun ? 'number' : 'undefined'),
      )
    }
    expect(pools).toMatchObject([{ name: 'default', size: 3, isPaused: true, depth: 3 }])
    expect(settings.keptRuns).toBe(5_000)
    expect(await rig.get('describeRun', { runId: ids(6)[0]! })).toMatchObject({ result: '{"doubled":42}' })
    expect(await rig.get('describeRun', { runId: ids(7)[0]! })).toMatchObject({ error: { name: 'RangeError' } })
    const { bytes } = await rig.get('readOutput', { runId: ids(10)[0]!, from: 0, count: 100 })
    expect(Buffer.from(bytes, 'base64').toString()).toMatch(/^repeated \S+\.10\.1\n$/)
    expect(await rig.refusal('describeRun', { runId: 1 })).toMatchObject({ code: 'unknown-run' })
    expect((await rig.get('listHistory', { count: 9, text: 'repea' })).runs.map(({ runId }) => runId)).toEqual([
      10, 9, 8,
    ])
  })

  it('has with each attempt what became of it', () => {
    const store = Store.open(folder)
    const attempts = store.database
      .prepare(
        'SELECT run_id, attempt, pid > 0 AS begun, outcome, exit_status, run_time > 0 AS ran, log_bytes FROM attempts',
      )
      .all()
      .map((row) => Object.values(row))
    expect(attempts).toEqual([
      [1, 1, 1, 'succeeded', '{"code":0}', 1, 14],
      [2, 1, 1, 'succeeded', '{"code":0}', 1, 9],
      [3, 1, 1, 'failed', '{"code":1}', 1, 0],
      [4, 1, 1, 'failed', '{"signal":"SIGTERM"}', 1, 0],
      [5, 1, null, 'could-not-start', null, null, 0],
      [6, 1, 1, 'succeeded', 'returned', 1, 0],
      [7, 1, 1, 'failed', 'threw', 1, 0],
      [8, 1, 1, 'succeeded', '{"code":0}', 1, 32],
      [9, 1, 1, 'succeeded', '{"code":0}', 1, 32],
      [10, 1, 1, 'succeeded', '{"code":0}', 1, 33],
      [11, 1, 1, 'terminated', '{"signal":"SIGTERM"}', 1, 0],
      [12, 1, 1, null, null, null, 0],
      [13, 1, 1, null, null, null, 0],
      [14, 1, 1, null, null, null, 0],
    ])
  })

  it('keeps a backup of what it was, and has the same tables as a new one', () => {
    const store = Store.open(folder)
    const [backup] = readdirSync(join(folder, 'backups'))
    expect(backup).toMatch(/\.sqlite$/)
    const empty = Store.open(makeFolder())
    const schema = ({ database }: Store): unknown[] =>
      database.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'run_text%' ORDER BY name").all()
    expect(schema(store)).toEqual(schema(empty))
    expect(store.database.prepare('PRAGMA user_version').get()).toEqual({ user_version: migrations.length })
    expect(store.database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  })
})
