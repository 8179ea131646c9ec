import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { timeLimit } from '../../machine/time-limit.ts'
import { makeRig, until } from '../rig.ts'

describe('a pool with a maximum size', () => {
  it('never has more processes than its size, before and after the size is changed', async () => {
    const rig = await makeRig({ size: 1 })
    // Each run notes how many live beside it, as the system sees them: one file while it runs.
    const line = `touch ${rig.folder}/live-$$; ls ${rig.folder} | grep -c live- ; sleep 0.2; rm ${rig.folder}/live-$$`
    const runIds = await rig.submit(...Array.from({ length: 20 }, () => line))
    const most = async (ids: typeof runIds): Promise<number> => {
      const outputs = await Promise.all(
        ids.map((runId) => rig.get('readOutput', { runId, from: 0, count: 100, wait: 10_000 })),
      )
      return Math.max(...outputs.map(({ bytes }) => Number(Buffer.from(bytes, 'base64').toString())))
    }
    await rig.ended(...runIds.slice(0, 2))
    await rig.get('setPoolSize', { size: 10 })
    await until(async () => (await rig.snapshot()).pool.running === 10)
    await rig.get('setPoolSize', { size: 2 })
    await rig.ended(...runIds)
    expect(await most(runIds.slice(0, 2))).toBe(1)
    expect(await most(runIds.slice(2, 13))).toBeLessThanOrEqual(10)
    expect(await most(runIds.slice(14))).toBeLessThanOrEqual(2)
  })

  it('starts waiting runs at once when it grows, and lets running ones finish when it shrinks', async () => {
    const rig = await makeRig({ size: 1 })
    const runIds = await rig.submit('sleep 1', 'sleep 1', 'sleep 1')
    await until(async () => (await rig.snapshot()).pool.running === 1)
    await rig.get('setPoolSize', { size: 3 })
    expect((await rig.snapshot()).pool).toMatchObject({ running: 3, depth: 0, size: 3 })
    await rig.get('setPoolSize', { size: 1 })
    expect((await rig.snapshot()).pool).toMatchObject({ running: 3, size: 1 })
    const runs = await rig.ended(...runIds)
    expect(runs.map(({ outcome }) => outcome.kind)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  })

  it('starts runs in the order of their submission', async () => {
    const rig = await makeRig({ size: 1 })
    const runIds = await rig.submit(...Array.from({ length: 8 }, (_, index) => `echo ${index} >> ${rig.folder}/order`))
    const runs = await rig.ended(...runIds)
    const starts = runs.map(({ startedAt }) => startedAt ?? 0)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
  })

  it('starts nothing while it is paused, and says so', async () => {
    const rig = await makeRig()
    await rig.get('pausePool', {})
    const [runId] = await rig.submit(`touch ${rig.folder}/started`)
    const { runs } = await rig.get('listQueue', { offset: 0, count: 10 })
    expect(runs).toMatchObject([{ runId, position: 0, waitsFor: { kind: 'paused' }, attempt: 0 }])
    expect(existsSync(join(rig.folder, 'started'))).toBe(false)
    await rig.get('resumePool', {})
    await rig.ended(runId!)
    expect(existsSync(join(rig.folder, 'started'))).toBe(true)
  })

  it('cancels a waiting run, which then never starts', async () => {
    const rig = await makeRig({ size: 1 })
    const [first, second] = await rig.submit('sleep 0.2', `touch ${rig.folder}/second`)
    expect(await rig.get('cancel', { runIds: [second!] })).toEqual([{ runId: second, ok: true }])
    const [, cancelled] = await rig.ended(first!, second!)
    expect(cancelled).toMatchObject({ outcome: { kind: 'cancelled' }, attempt: 0 })
    expect(existsSync(join(rig.folder, 'second'))).toBe(false)
    expect(await rig.get('cancel', { runIds: [first!] })).toEqual([{ runId: first, ok: false, code: 'wrong-state' }])
  })

  it('moves named runs to the front in the order in which they are named', async () => {
    const rig = await makeRig()
    await rig.get('pausePool', {})
    const [a, b, c, d] = await rig.submit('true', 'true', 'true', 'true')
    await rig.get('moveToFront', { runIds: [d!, b!] })
    const { runs } = await rig.get('listQueue', { offset: 0, count: 10 })
    expect(runs.map(({ runId }) => runId)).toEqual([d, b, a, c])
  })

  it('names runs Process-1, Process-2, …, and repetitions of a name by number', async () => {
    const rig = await makeRig()
    await rig.get('pausePool', {})
    await rig.submit('true', 'true')
    await rig.get('submit', { tasks: [{ command: { kind: 'argv', argv: ['true'] }, name: 'resize' }], times: 2 })
    await rig.get('submit', { tasks: [{ command: { kind: 'argv', argv: ['true'] }, name: 'once' }] })
    const { runs } = await rig.get('listQueue', { offset: 0, count: 10 })
    expect(runs.map(({ name }) => name)).toEqual(['Process-1', 'Process-2', 'resize-1', 'resize-2', 'once'])
  })

  it('takes 100,000 runs in one call and finds any of them', async () => {
    const rig = await makeRig()
    await rig.get('pausePool', {})
    const { runIds } = await rig.get('submit', {
      tasks: [{ command: { kind: 'argv', argv: ['true'] } }],
      times: 100_000,
    })
    expect(runIds).toHaveLength(100_000)
    const { runs, depth } = await rig.get('listQueue', { offset: 99_999, count: 10 })
    expect(depth).toBe(100_000)
    expect(runs).toMatchObject([{ runId: 100_000, position: 99_999 }])
    expect(
      await rig.refusal('submit', {
        tasks: [{ command: { kind: 'argv', argv: ['a'] } }, { command: { kind: 'argv', argv: ['b'] } }],
        times: 100_000,
      }),
    ).toMatchObject({ code: 'invalid-request' })
  })
})

describe('how runs end', () => {
  it('tells success, failure, death by a signal and a command that is not there apart', async () => {
    const rig = await makeRig()
    const { runIds } = await rig.get('submit', {
      tasks: [
        { command: { kind: 'argv', argv: ['true'] } },
        { command: { kind: 'shell', line: 'exit 3' } },
        { command: { kind: 'shell', line: 'kill -SEGV $$' } },
        { command: { kind: 'argv', argv: ['no-such-program-anywhere'] } },
      ],
    })
    const runs = await rig.ended(...runIds)
    expect(runs.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'succeeded', exitStatus: { code: 0 } },
      { kind: 'failed', exitStatus: { code: 3 } },
      { kind: 'failed', exitStatus: { signal: 'SIGSEGV' } },
      { kind: 'could-not-start', error: { code: 'ENOENT' } },
    ])
    expect((await rig.snapshot()).pool.ended).toMatchObject({ succeeded: 1, failed: 2, couldNotStart: 1 })
  })

  it('measures wait time and run time', async () => {
    const rig = await makeRig({ size: 1 })
    const [first, second] = await rig.submit('sleep 0.3', 'sleep 0.2')
    const [, run] = await rig.ended(first!, second!)
    expect(run?.waitTime).toBeGreaterThan(290)
    expect(run?.runTime).toBeGreaterThan(190)
    expect(run?.runTime).toBeLessThan(timeLimit(5_000))
  })

  it('terminates a run with its whole tree, also one that ignores SIGTERM', async () => {
    const rig = await makeRig({ grace: 300 })
    const [runId] = await rig.submit(`trap '' TERM; setsid sleep 1000 & sleep 1000 & wait; sleep 1000`)
    await until(async () => (await rig.snapshot()).live[0]?.state === 'running')
    const results = await rig.get('terminate', { targets: [{ runId: runId! }] })
    expect(results).toEqual([{ runId, ok: true }])
    const [run] = await rig.ended(runId!)
    expect(run?.outcome).toMatchObject({ kind: 'terminated', survivors: [] })
    expect((await rig.snapshot()).pool).toMatchObject({ running: 0 })
  })

  it('ends a run that is killed in the moment of its start, and says whether a process was started', async () => {
    const rig = await makeRig()
    const [runId] = await rig.submit('sleep 1000')
    expect(await rig.get('kill', { targets: [{ runId: runId! }] })).toEqual([{ runId, ok: true }])
    const [run] = await rig.ended(runId!)
    expect(run?.outcome.kind).toBe(run?.pid === undefined ? 'cancelled' : 'terminated')
  })

  it('kills with SIGKILL alone: a handler of SIGTERM never runs', async () => {
    const rig = await makeRig()
    const [runId] = await rig.submit(`trap 'touch ${rig.folder}/asked' TERM; while :; do sleep 0.1; done`)
    await until(async () => (await rig.snapshot()).live[0]?.processes.length === 2)
    await rig.get('kill', { targets: [{ runId: runId! }] })
    const [run] = await rig.ended(runId!)
    expect(run?.outcome).toMatchObject({ kind: 'terminated', exitStatus: { signal: 'SIGKILL' } })
    expect(existsSync(join(rig.folder, 'asked'))).toBe(false)
  })

  it('kills at once what is being terminated with patience', async () => {
    const rig = await makeRig({ grace: 60_000 })
    const [runId] = await rig.submit(`trap '' TERM; while :; do sleep 0.1; done`)
    await until(async () => (await rig.snapshot()).live[0]?.state === 'running')
    const patient = rig.get('terminate', { targets: [{ runId: runId! }] })
    await until(async () => (await rig.snapshot()).live[0]?.state === 'stopping')
    await rig.get('kill', { targets: [{ runId: runId! }] })
    expect(await patient).toEqual([{ runId, ok: true }])
  })

  it('cancels a waiting run that is to be terminated, and refuses one that has ended or never was', async () => {
    const rig = await makeRig()
    await rig.get('pausePool', {})
    const [runId] = await rig.submit('true')
    expect(await rig.get('terminate', { targets: [{ runId: runId! }] })).toEqual([{ runId, ok: true }])
    expect(await rig.get('terminate', { targets: [{ runId: runId! }, { runId: 99 as never }] })).toEqual([
      { runId, ok: false, code: 'wrong-state' },
      { runId: 99, ok: false, code: 'unknown-run' },
    ])
  })

  it('suspends and resumes', async () => {
    const rig = await makeRig()
    const [runId] = await rig.submit('sleep 0.3; echo on')
    await until(async () => (await rig.snapshot()).live[0]?.state === 'running')
    expect(await rig.get('suspend', { targets: [{ runId: runId! }] })).toEqual([{ runId, ok: true }])
    expect((await rig.snapshot()).live[0]?.state).toBe('suspended')
    expect(await rig.get('resume', { targets: [{ runId: runId! }] })).toEqual([{ runId, ok: true }])
    const [run] = await rig.ended(runId!)
    expect(run?.outcome.kind).toBe('succeeded')
  })

  it('terminates what lives and leaves what waits to the next engine when it is closed so', async () => {
    const rig = await makeRig({ size: 1 })
    const runIds = await rig.submit(`touch ${rig.folder}/one; sleep 1000`, `touch ${rig.folder}/two`)
    await until(() => existsSync(join(rig.folder, 'one')))
    await rig.close()
    expect(existsSync(join(rig.folder, 'two'))).toBe(false)
    const next = await makeRig({ size: 1, folder: rig.folder })
    const ended = await next.ended(...runIds)
    expect(ended.map(({ outcome }) => outcome.kind)).toEqual(['terminated', 'succeeded'])
  })

  it('runs an ended task again as a new run', async () => {
    const rig = await makeRig()
    const [runId] = await rig.submit('exit 4')
    await rig.ended(runId!)
    const { runIds } = await rig.get('runAgain', { runIds: [runId!] })
    const [again] = await rig.ended(...runIds)
    expect(again).toMatchObject({ runId: 2, outcome: { kind: 'failed', exitStatus: { code: 4 } } })
  })
})
