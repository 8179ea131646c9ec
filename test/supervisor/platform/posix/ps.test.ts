import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalSupervisor } from '../../../../src-main/supervisor/local.ts'
import { PsPlatform } from '../../../../src-main/supervisor/platform/posix/ps.ts'
import { livingProcess } from '../../processes.ts'
import { Trial, argv, baseEnvironment, shell } from '../../trial.ts'
import { until } from '../../until.ts'

/** What ps of macOS and ps of Linux share, shown on Linux: not a proof for macOS. */
describe.runIf(process.platform === 'linux')('a supervisor that reads ps (Linux)', () => {
  let trial: Trial
  beforeEach(async () => {
    trial = new Trial()
    await trial.open(() => new LocalSupervisor({ environment: baseEnvironment, platform: new PsPlatform() }))
  })
  afterEach(async () => {
    await trial.close()
  })

  it('terminates a tree', async () => {
    const key = trial.launch(shell('sleep 1000 & sleep 1000 & wait'))
    await until('the tree', () => trial.living().length === 3)
    expect(await trial.supervisor.terminate(key, 10_000)).toEqual({ ok: true })
    expect(trial.living()).toEqual([])
  })

  it('suspends, samples and kills', async () => {
    const key = trial.launch(argv('sleep', '1000'))
    const { pid } = await trial.event('started', key)
    expect(await trial.supervisor.suspend(key)).toEqual({ ok: true })
    await until('the stop', () => livingProcess(pid)?.state === 'stopped')
    trial.supervisor.sampleEvery(100)
    const processes = await trial.sampled(key, ([own]) => own?.state === 'stopped')
    expect(processes).toMatchObject([{ pid, name: 'sleep', command: 'sleep 1000' }])
    expect(await trial.supervisor.kill(key)).toEqual({ ok: true })
  })

  it('knows no process under a wrong start time', async () => {
    const key = trial.launch(argv('sleep', '1000'))
    const { pid } = await trial.event('started', key)
    const wrong = { ...key, process: { pid, startTime: 12345 } }
    expect(await trial.supervisor.kill(wrong)).toMatchObject({ code: 'unknown-process' })
    expect(livingProcess(pid)).toBeDefined()
  })
})
