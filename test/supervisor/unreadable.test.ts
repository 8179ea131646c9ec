import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalSupervisor } from '../../src-main/supervisor/local.ts'
import { LinuxPlatform } from '../../src-main/supervisor/platform/linux/linux.ts'
import { Trial, argv, baseEnvironment } from './trial.ts'

class UnreadablePlatform extends LinuxPlatform {
  isReadable = false

  override scan(since: number): ReturnType<LinuxPlatform['scan']> {
    return this.isReadable ? super.scan(since) : Promise.reject(new Error('EMFILE'))
  }
}

describe.runIf(process.platform === 'linux')('a supervisor that cannot list the processes (Linux)', () => {
  let trial: Trial
  const platform = new UnreadablePlatform()
  beforeEach(async () => {
    trial = new Trial()
    await trial.open(() => new LocalSupervisor({ environment: baseEnvironment, platform }))
  })
  afterEach(async () => {
    platform.isReadable = true
    await trial.close()
  })

  it('says so, and takes nobody for gone', async () => {
    const key = trial.launch(argv('sleep', '1000'))
    await trial.event('started', key)
    const notAvailable = { ok: false, code: 'not-available', survivors: [] }
    expect(await trial.supervisor.suspend(key)).toEqual(notAvailable)
    expect(await trial.supervisor.kill(key)).toEqual(notAvailable)
    expect(trial.living()).toHaveLength(1)
  })
})
