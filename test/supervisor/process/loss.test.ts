import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AttemptKey } from '../../../src-main/supervisor/port.ts'
import { startAttended } from '../behaviour/attending.ts'
import { supervisorEntry } from '../fixture.ts'
import { KeptTrial } from '../kept.ts'
import { livingProcess } from '../processes.ts'
import { argv, shell } from '../trial.ts'
import { until } from '../until.ts'

/** Eight processes below the first: two sessions of their own, two levels. */
const tree = shell(
  'for i in 1 2; do setsid sh -c "sleep 1000 & sleep 1000 & wait" & done; sleep 1000 & sleep 1000 & echo ready; wait',
)

describe.runIf(process.platform === 'linux')('a supervisor process that is killed (Linux)', () => {
  let trial: KeptTrial
  beforeEach(() => {
    trial = new KeptTrial()
  })
  afterEach(async () => {
    await trial.close()
  })
  const kill = async (supervisorPid: number): Promise<void> => {
    process.kill(supervisorPid, 'SIGKILL')
    await until('the end of the supervisor process', () => livingProcess(supervisorPid) === undefined)
  }
  const replaced = (): Promise<unknown> =>
    until('the replacement', () => trial.events.find(({ type }) => type === 'replaced'))
  const found = (key: AttemptKey) => trial.fate(key)

  it('is replaced: the next one attends to what the host runs itself, and tells of ends that were not told', async () => {
    const supervisorPid = await trial.beHost()
    const living = startAttended(trial, 'sleep 1000')
    const over = startAttended(trial, 'sleep 1000')
    trial.supervisor.sampleEvery(100)
    await trial.sampled(living.key, ({ length }) => length > 0)
    process.kill(supervisorPid, 'SIGKILL')
    trial.supervisor.end(over.key, 'returned')
    await replaced()
    expect(await trial.event('exited', over.key)).toMatchObject({ exitStatus: 'returned' })
    const result = trial.supervisor.kill(living.key)
    expect(await living.ended).toEqual({ code: null, signal: 'SIGKILL' })
    trial.supervisor.end(living.key, { signal: 'SIGKILL' })
    expect(await result).toEqual({ ok: true })
  })

  it('is replaced: what runs is followed to an unknown end, what had ended stays exact, and new tasks run', async () => {
    const supervisorPid = await trial.beHost()
    const long = trial.launch(shell('until [ -e go ]; do sleep 0.02; done; echo end; exit 3'))
    const started = await trial.event('started', long)
    const short = await trial.run(shell('exit 7'))
    await kill(supervisorPid)
    expect(await replaced()).toEqual({
      type: 'replaced',
      reason: 'The process that starts tasks is gone: it was ended by SIGKILL.',
    })
    const { pid, startTime, at } = started
    expect(await found(long)).toEqual({ kind: 'followed', pid, startTime, at })
    expect(trial.events.some((event) => event.type === 'found' && event.runId === short.runId)).toBe(false)
    expect((await trial.run(argv('true'))).exitStatus).toEqual({ code: 0 })
    writeFileSync(join(trial.folder, 'go'), '')
    expect(await trial.event('exited', long)).toMatchObject({ exitStatus: 'unknown', logBytes: 4 })
    trial.supervisor.reattach([short])
    expect(await found(short)).toMatchObject({ kind: 'ended', exited: { exitStatus: { code: 7 } } })
    expect(trial.folders()).toHaveLength(1)
  })

  it('leaves no task started twice, nor any without an answer, however close its death is to the launch', async () => {
    const supervisorPid = await trial.beHost()
    const requests = Array.from({ length: 60 }, () => trial.counted('sleep 0.3'))
    for (const [index, request] of requests.entries()) {
      trial.supervisor.launch(request)
      if (index === 39) await trial.event('started', requests[4]!)
      if (index === 39) process.kill(supervisorPid, 'SIGKILL')
    }
    await replaced()
    const ends = await Promise.all(
      requests.map(({ runId }) =>
        until(`an end of run ${String(runId)}`, () =>
          trial.events.find(
            (event) =>
              'runId' in event &&
              event.runId === runId &&
              (event.type === 'exited' || (event.type === 'found' && event.fate.kind !== 'followed')),
          ),
        ),
      ),
    )
    const starts = readFileSync(join(trial.folder, 'starts'), 'utf8').trim().split('\n').map(Number)
    expect(new Set(starts).size).toBe(starts.length)
    for (const end of ends) {
      if (end.type !== 'found' || end.fate.kind !== 'never-started') continue
      expect(starts).not.toContain(end.runId)
    }
  })

  it('leaves a tree of nine processes that can be terminated', async () => {
    const supervisorPid = await trial.beHost()
    const key = trial.launch(tree)
    await until('the tree', () => trial.living().length === 9)
    await kill(supervisorPid)
    expect(await found(key)).toMatchObject({ kind: 'followed' })
    expect(await trial.supervisor.terminate(key, 5_000)).toEqual({ ok: true })
    expect(trial.living()).toEqual([])
    expect(await trial.event('exited', key)).toMatchObject({ exitStatus: 'unknown' })
  })

  it('has its successor carry on with what was being terminated', async () => {
    const supervisorPid = await trial.beHost()
    const key = trial.launch(shell('trap "" TERM; echo ready; while :; do sleep 0.1; done'))
    await trial.printed(key, 'ready')
    const terminated = trial.supervisor.terminate(key, 1_500)
    await kill(supervisorPid)
    expect(await terminated).toEqual({ ok: true })
    expect(trial.living()).toEqual([])
  })

  it('is taken up from its journal by the next host, where none lived', async () => {
    const ended = trial.request(shell('exit 7'))
    const lives = trial.request(shell('until [ -e go ]; do sleep 0.02; done'))
    const dies = trial.request(argv('sleep', '1000'))
    const host = trial.startHost([ended, lives, dies])
    await host.told('exited', ended)
    await host.told('started', lives)
    const { pid } = await host.told('started', dies)
    const supervisorPid = await host.supervisorPid()
    await host.kill()
    await kill(supervisorPid)
    process.kill(pid, 'SIGTERM')
    await until('the end of a task', () => livingProcess(pid) === undefined)
    expect(await trial.beHost()).not.toBe(supervisorPid)
    const never = trial.request(argv('true'))
    trial.supervisor.reattach([ended, lives, dies, never])
    expect(await found(ended)).toMatchObject({ kind: 'ended', exited: { exitStatus: { code: 7 } } })
    expect(await found(lives)).toMatchObject({ kind: 'followed' })
    expect(await found(dies)).toMatchObject({ kind: 'ended', pid, exited: { exitStatus: 'unknown' } })
    expect(await found(never)).toEqual({ kind: 'never-started' })
    expect(trial.folders()).toHaveLength(1)
    writeFileSync(join(trial.folder, 'go'), '')
    expect(await trial.event('exited', lives)).toMatchObject({ exitStatus: 'unknown' })
  })

  it('may be the second one that dies: what it had taken over is followed still', async () => {
    const first = await trial.beHost()
    const key = trial.launch(argv('sleep', '1000'))
    const { pid, startTime, at } = await trial.event('started', key)
    await kill(first)
    await found(key)
    trial.events.length = 0
    await kill(trial.supervisorPid())
    expect(await found(key)).toEqual({ kind: 'followed', pid, startTime, at })
    expect(await trial.supervisor.kill(key)).toEqual({ ok: true })
    expect(trial.living()).toEqual([])
  })

  it('is lost where no other can be started, and every call is answered', async () => {
    const entry = join(trial.folder, 'entry.ts')
    symlinkSync(supervisorEntry, entry)
    const supervisorPid = await trial.beHost({ entry })
    const key = trial.launch(argv('sleep', '1000'))
    await trial.event('started', key)
    rmSync(entry)
    const terminated = trial.supervisor.terminate(key, 60_000)
    await kill(supervisorPid)
    const lost = await until('the loss', () => trial.events.find((event) => event.type === 'lost'))
    expect(lost.reason).toContain('Another one could not be started')
    const notAvailable = { ok: false, code: 'not-available', survivors: [] }
    expect(await terminated).toEqual(notAvailable)
    expect(await trial.supervisor.kill(key)).toEqual(notAvailable)
  })
})
