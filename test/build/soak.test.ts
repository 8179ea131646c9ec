import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { processesOf } from '../../build/test/leftovers.mjs'
import { busyLoop } from '../../build/test/under-load.mjs'

it('a soak that there is none of is refused with the names of all', () => {
  const script = join(import.meta.dirname, '..', '..', 'build', 'soak.mjs')
  const { status, stderr } = spawnSync(process.execPath, [script, 'everything'], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringContaining(
      'There is no soak everything. There are: workers, queues, samples, hosts, tests.',
    ) as string,
  })
})

it.runIf(process.platform === 'linux')(
  'a busy loop ends with the process that started it, however that ends',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'busy-'))
    onTestFinished(() => {
      rmSync(folder, { recursive: true })
    })
    const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(busyLoop)}, String(process.pid)], { stdio: 'ignore' })`
    const parent = spawn(process.execPath, ['-e', code], { env: { TMPDIR: folder }, stdio: 'ignore' })
    await expect.poll(() => processesOf(folder)).toHaveLength(2)
    parent.kill('SIGKILL')
    await expect.poll(() => processesOf(folder)).toEqual([])
  },
)
