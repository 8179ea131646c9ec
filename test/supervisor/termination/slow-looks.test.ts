import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LinuxPlatform } from '../../../src-main/supervisor/platform/linux/linux.ts'
import { LocalSupervisor } from '../../../src-main/supervisor/local.ts'
import { Trial, baseEnvironment, shell } from '../trial.ts'

/** Milliseconds. */
const grace = 2_000

/** As on a very busy machine: a look at the processes takes longer than the grace period, until the signal is sent. */
class SlowPlatform extends LinuxPlatform {
  #isSlow = true

  override async scan(since: number): ReturnType<LinuxPlatform['scan']> {
    if (this.#isSlow) await wait(grace + 200)
    return super.scan(since)
  }

  override deliver(...order: Parameters<LinuxPlatform['deliver']>): ReturnType<LinuxPlatform['deliver']> {
    this.#isSlow = false
    return super.deliver(...order)
  }
}

describe.runIf(process.platform === 'linux')('where a look at the processes takes long (Linux)', () => {
  let trial: Trial
  beforeEach(async () => {
    trial = new Trial()
    await trial.open(() => new LocalSupervisor({ environment: baseEnvironment, platform: new SlowPlatform() }))
  })
  afterEach(async () => {
    await trial.close()
  })

  it('the grace period counts from the signal on, not from the look before it', async () => {
    const key = trial.launch(shell(`trap 'sleep 0.1; exit 3' TERM; echo ready; while :; do sleep 0.02; done`))
    await trial.printed(key, 'ready')
    const result = trial.supervisor.terminate(key, grace)
    expect(await trial.event('exited', key)).toMatchObject({ exitStatus: { code: 3 } })
    expect(await result).toEqual({ ok: true })
  })

  it('a kill that is asked for meanwhile does not wait for it', async () => {
    const key = trial.launch(shell(`trap '' TERM; echo ready; while :; do sleep 0.02; done`))
    await trial.printed(key, 'ready')
    const ending = trial.supervisor.terminate(key, 1_000_000)
    const killing = trial.supervisor.kill(key)
    expect(await trial.event('exited', key)).toMatchObject({ exitStatus: { signal: 'SIGKILL' } })
    expect([await ending, await killing]).toEqual([{ ok: true }, { ok: true }])
  })
})
