import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FunctionTrial } from './function-trial.ts'
import { until } from '../rig.ts'

describe('a function whose worker', () => {
  it('has no program, as the application’s own file is gone, could not start, and frees its slot', async () => {
    const trial = await FunctionTrial.open({ size: 1, files: { pythonWorker: '/none/worker.py' } })
    const { ended } = await trial.call('work.py', 'add', [1, 2])
    expect(ended.outcome).toMatchObject({
      kind: 'could-not-start',
      error: { code: 'ENOENT', message: expect.stringContaining('“/none/worker.py”') as string },
    })
    expect((await trial.call('work.ts', 'add', [1, 2])).result).toBe('3')
  })

  it('never becomes ready is terminated when that is asked for', async () => {
    const trial = await FunctionTrial.open({ size: 1 })
    const programs = join(trial.folder, 'programs')
    mkdirSync(programs)
    writeFileSync(join(programs, 'python3'), `#!/bin/sh\ntouch ${trial.folder}/begun\nexec sleep 1000\n`)
    chmodSync(join(programs, 'python3'), 0o755)
    const runId = await trial.start('work.py', 'add', [1, 2], {
      environment: { PATH: `${programs}:${process.env.PATH ?? ''}` },
    })
    await until(() => existsSync(join(trial.folder, 'begun')))
    expect(await trial.rig.get('terminate', { targets: [{ runId }] })).toEqual([{ runId, ok: true }])
    expect((await trial.whenEnded(runId)).ended.outcome).toEqual({ kind: 'cancelled' })
    expect((await trial.call('work.ts', 'add', [1, 2])).result).toBe('3')
  })
})
