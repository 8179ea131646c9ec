import { describe, expect, it } from 'vitest'
import type { LaunchRequest, Supervisor, SupervisorEvent } from '../../src-main/supervisor/port.ts'
import { makeRig, until } from './rig.ts'

/** A supervisor whose first launches the system refuses: a full process table cannot be made here without harm. */
function refusing(times: number, code: string) {
  return (inner: Supervisor): Supervisor => {
    let left = times
    const listeners = new Set<(event: SupervisorEvent) => void>()
    inner.onEvent((event) => {
      for (const listener of listeners) listener(event)
    })
    return {
      launch(request: LaunchRequest) {
        if (left-- <= 0) {
          inner.launch(request)
          return
        }
        const { runId, attempt } = request
        const error = { code, message: 'refused', isTransient: true }
        setImmediate(() => {
          for (const listener of listeners) listener({ type: 'start-failed', runId, attempt, error })
        })
      },
      attend: (request) => {
        inner.attend(request)
      },
      end: (key, exitStatus) => {
        inner.end(key, exitStatus)
      },
      reattach: (keys) => inner.reattach(keys),
      settle: (keys) => inner.settle(keys),
      leave: () => inner.leave(),
      terminate: (target, grace) => inner.terminate(target, grace),
      kill: (target) => inner.kill(target),
      suspend: (target) => inner.suspend(target),
      resume: (target) => inner.resume(target),
      sampleEvery: (interval) => {
        inner.sampleEvery(interval)
      },
      onEvent(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      close: (grace) => inner.close(grace),
    }
  }
}

describe('a system that refuses processes for a while', () => {
  it('makes runs wait, says why, and starts them in their order later', async () => {
    const rig = await makeRig({ size: 2, wrap: refusing(3, 'EAGAIN') })
    const runIds = await rig.submit('echo 1', 'echo 2', 'echo 3')
    await until(async () => (await rig.snapshot()).pool.startsHeld !== undefined)
    const { runs } = await rig.get('listQueue', { offset: 0, count: 10 })
    expect(runs.map(({ runId }) => runId)).toEqual(runIds)
    expect(runs[0]?.waitsFor).toMatchObject({ kind: 'retry', code: 'EAGAIN', attempts: 1 })
    expect(rig.troubles).toMatchObject([{ code: 'starts-held' }])
    const ended = await rig.ended(...runIds)
    expect(ended.map(({ outcome }) => outcome.kind)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect(ended[0]?.notes).toMatchObject([{ kind: 'retried', code: 'EAGAIN' }])
    expect((await rig.snapshot()).pool.startsHeld).toBeUndefined()
  })
})

describe('a supervisor that is gone', () => {
  it('leaves its runs as lost, pauses the pool and says so', async () => {
    let lose: ((event: SupervisorEvent) => void) | undefined
    const rig = await makeRig({
      size: 1,
      wrap: (inner) =>
        new Proxy(inner, {
          get(target, name) {
            if (name !== 'onEvent') {
              const member: unknown = Reflect.get(target, name)
              return typeof member === 'function' ? (member.bind(target) as unknown) : member
            }
            return (listener: (event: SupervisorEvent) => void) => {
              lose = listener
              return target.onEvent(listener)
            }
          },
        }),
    })
    const [first, second] = await rig.submit('sleep 1000', 'true')
    await until(async () => (await rig.snapshot()).live[0]?.state === 'running')
    lose?.({ type: 'lost', reason: 'it was killed' })
    const [run] = await rig.ended(first!)
    expect(run?.outcome).toEqual({ kind: 'lost', code: 'supervisor-gone', reason: 'it was killed' })
    expect((await rig.snapshot()).pool).toMatchObject({ isPaused: true, depth: 1 })
    expect(rig.troubles).toMatchObject([{ code: 'supervisor-lost' }])
    expect(await rig.refusal('resumePool', {})).toMatchObject({ code: 'supervisor-lost' })
    expect((await rig.get('listQueue', { offset: 0, count: 1 })).runs).toMatchObject([{ runId: second }])
  })
})
