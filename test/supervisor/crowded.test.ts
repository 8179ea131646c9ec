import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixture } from './fixture.ts'
import { Trial } from './trial.ts'
import { timeLimit } from '../machine/time-limit.ts'

/** A user who runs nothing else, nor does another run of these tests, so that the limit is ours alone. The limit does not hold for root (getrlimit(2), RLIMIT_NPROC). */
const user = 100_000 + process.pid
const asUser = ['--reuid', String(user), '--regid', String(user), '--clear-groups']

const canBeUser =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('setpriv', [...asUser, process.execPath, fixture('print-arguments.ts')]).status === 0

describe.runIf(canBeUser)('a user at the limit of processes (needs root, to become that user)', () => {
  let trial: Trial
  beforeEach(() => {
    trial = new Trial()
    chownSync(trial.folder, user, user)
  })
  afterEach(async () => {
    await trial.close()
  })

  it.each(['local', 'remote'])('is told of it as something that passes, and goes on later (%s)', (kind) => {
    const program = ['prlimit', '--nproc=60', process.execPath, fixture('crowded.ts'), trial.folder, kind]
    const output = execFileSync('setpriv', [...asUser, ...program], { encoding: 'utf8', timeout: timeLimit() })
    const told = JSON.parse(output) as { refused: object; killed: object; again: string }
    expect(told.refused).toMatchObject({ type: 'start-failed', error: { code: 'EAGAIN', isTransient: true } })
    expect(told).toMatchObject({ killed: { ok: true }, again: 'started' })
    expect(trial.living()).toEqual([])
  })
})
