import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endLeftovers } from '../../build/test/leftovers.mjs'

describe.runIf(process.platform === 'linux')('what tests left running (Linux)', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'left-'))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(['environment', 'working folder'])('is found by its %s, fails the step and is ended', async (place) => {
    const options = place === 'environment' ? { env: { TMPDIR: folder } } : { env: {}, cwd: folder }
    const child = spawn('/bin/sleep', ['60'], { ...options, detached: true, stdio: 'ignore' })
    const ended = once(child, 'exit')
    expect(await endLeftovers(folder, { patience: 300 })).toMatchObject({ passed: 0, failed: 1 })
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(await endLeftovers(folder)).toMatchObject({ passed: 1, failed: 0 })
  })
})
