import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunId } from '../../src-main/contract/run.ts'
import { type Rig, makeRig, until } from './rig.ts'

const fill = (rig: Rig): void => {
  writeFileSync(join(rig.folder, 'full'), '')
}
const makeRoom = (rig: Rig): void => {
  rmSync(join(rig.folder, 'full'))
}
const inQueue = async (rig: Rig): Promise<RunId[]> =>
  (await rig.get('listQueue', { offset: 0, count: 10 })).runs.map(({ runId }) => runId)

describe('on a full disk', () => {
  it('a move is refused, the order stays in memory and on the disk, and what could not be moved anyway is named', async () => {
    const first = await makeRig({ storage: 'full-disk.ts' })
    await first.get('pausePool', {})
    const runIds = await first.submit('true', 'true', 'true')
    const last = runIds[2]!
    fill(first)
    expect(await first.refusal('moveToFront', { runIds: [99, last] })).toMatchObject({
      code: 'storage-failed',
      issues: [{ path: 'runIds.0', code: 'unknown-run' }],
    })
    expect(await inQueue(first)).toEqual(runIds)
    makeRoom(first)
    expect(await first.get('moveToFront', { runIds: [99 as RunId, last] })).toEqual([
      { runId: 99, ok: false, code: 'unknown-run' },
      { runId: last, ok: true },
    ])
    await first.close()
    expect(await inQueue(await makeRig({ folder: first.folder }))).toEqual([last, ...runIds.slice(0, 2)])
  })

  it('a size and a setting are refused, and stay as they were', async () => {
    const rig = await makeRig({ storage: 'full-disk.ts', size: 3 })
    fill(rig)
    for (const [name, input] of [
      ['setPoolSize', { size: 9 }],
      ['pausePool', {}],
      ['changeSettings', { keptRuns: 1 }],
    ] as const)
      expect(await rig.refusal(name, input)).toMatchObject({ code: 'storage-failed' })
    expect(await rig.snapshot()).toMatchObject({ pool: { size: 3, isPaused: false }, settings: { keptRuns: 100_000 } })
    makeRoom(rig)
  })

  it('a signal that worked is no failure, whatever else cannot be stored, and a cancelled run is told as not saved', async () => {
    const rig = await makeRig({ storage: 'full-disk.ts', size: 2 })
    const [kept, dying, waiting] = (await rig.submit('sleep 1000', 'sleep 1000', 'true')) as [RunId, RunId, RunId]
    await until(async () => (await rig.snapshot()).live.filter(({ state }) => state === 'running').length === 2)
    fill(rig)
    const targets = [{ runId: kept }]
    const cancelled = await rig.get('cancel', { runIds: [waiting, 99 as RunId] })
    expect(cancelled).toEqual([
      { runId: waiting, ok: true, isUnsaved: true },
      { runId: 99, ok: false, code: 'unknown-run' },
    ])
    expect(await rig.get('suspend', { targets })).toEqual([{ runId: kept, ok: true }])
    expect(await rig.get('resume', { targets })).toEqual([{ runId: kept, ok: true }])
    expect(await rig.get('terminate', { targets: [{ runId: dying }] })).toMatchObject([{ runId: dying, ok: true }])
    makeRoom(rig)
    await until(async () => (await rig.get('listHistory', { count: 10 })).runs.length === 2)
    expect(await rig.get('kill', { targets })).toEqual([{ runId: kept, ok: true }])
  })

  it('what waits says that it waits for the disk, and starts when there is room', async () => {
    const rig = await makeRig({ storage: 'full-disk.ts', size: 1 })
    const [first, second] = (await rig.submit(`until [ -e ${rig.folder}/go ]; do sleep 0.02; done`, 'true')) as [
      RunId,
      RunId,
    ]
    await until(async () => (await rig.snapshot()).live[0]?.state === 'running')
    fill(rig)
    writeFileSync(join(rig.folder, 'go'), '')
    await until(async () => (await rig.snapshot()).live.length === 0)
    const { runs } = await rig.get('listQueue', { offset: 0, count: 10 })
    expect(runs).toMatchObject([{ runId: second, waitsFor: { kind: 'storage' } }])
    const told = expect.stringMatching(/^The disk of the data folder is full: nothing new is started/) as string
    expect(await rig.get('hostStatus', {})).toMatchObject({ storageFailure: told })
    makeRoom(rig)
    const ended = await rig.ended(first, second)
    expect(ended.map(({ outcome }) => outcome.kind)).toEqual(['succeeded', 'succeeded'])
    expect(await rig.get('hostStatus', {})).not.toHaveProperty('storageFailure')
  })
})
