import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeptTrial } from '../kept.ts'
import { livingProcess } from '../processes.ts'
import { shell } from '../trial.ts'
import { until } from '../until.ts'

describe.runIf(process.platform === 'linux')('a supervisor process that is stopped by a signal (Linux)', () => {
  let trial: KeptTrial
  beforeEach(() => {
    trial = new KeptTrial()
  })
  afterEach(async () => {
    await trial.close()
  })

  it('is continued once, with nothing lost; stopped again, it is replaced, and what was asked goes on', async () => {
    const supervisorPid = await trial.beHost()
    const exact = trial.launch(shell('until [ -e go ]; do sleep 0.02; done; exit 7'))
    await trial.event('started', exact)
    // As a task does that is its child.
    const stopper = await trial.run(shell('kill -STOP $PPID; touch go; exit 5'))
    expect(stopper.exitStatus).toEqual({ code: 5 })
    expect(await trial.event('exited', exact)).toMatchObject({ exitStatus: { code: 7 } })
    expect(trial.events.filter(({ type }) => type === 'silent')).toEqual([{ type: 'silent', silence: 'stopped' }])
    expect(livingProcess(supervisorPid)).toBeDefined()

    const long = trial.launch(shell('sleep 1000'))
    await trial.event('started', long)
    process.kill(supervisorPid, 'SIGSTOP')
    // Neither is in its journal: it has not read them.
    const ending = trial.supervisor.terminate(long, 500)
    const later = trial.launch(shell('exit 3'))
    expect(await ending).toEqual({ ok: true })
    expect(trial.events.find(({ type }) => type === 'replaced')).toEqual({
      type: 'replaced',
      reason: 'The process that starts tasks is gone: it was stopped again after it had been continued.',
    })
    expect(await trial.fate(later)).toEqual({ kind: 'never-started' })
    await until('its end', () => (livingProcess(supervisorPid) === undefined ? true : undefined))
  })

  it('is continued for the end of its host, which ends with all that runs', async () => {
    const supervisorPid = await trial.beHost()
    const long = trial.launch(shell('sleep 1000'))
    await trial.event('started', long)
    process.kill(supervisorPid, 'SIGSTOP')
    await trial.supervisor.close(100)
    expect([livingProcess(supervisorPid), trial.living()]).toEqual([undefined, []])
  })

  it('is continued by the next host', async () => {
    const host = trial.startHost([])
    const supervisorPid = await host.supervisorPid()
    await host.kill()
    process.kill(supervisorPid, 'SIGSTOP')
    expect(await trial.beHost()).toBe(supervisorPid)
    expect((await trial.run(shell('exit 4'))).exitStatus).toEqual({ code: 4 })
  })
})
