import { type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
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

  const ways: Record<string, () => SpawnOptions> = {
    environment: () => ({ env: { TMPDIR: folder } }),
    'working folder': () => ({ env: {}, cwd: folder }),
    // Its file may be gone by then.
    output: () => ({ env: {}, stdio: ['ignore', openSync(join(folder, 'log'), 'w'), 'ignore'] }),
  }

  it.each(Object.keys(ways))('is found by its %s, fails the step and is ended', async (way) => {
    const child = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore', ...ways[way]?.() })
    const ended = once(child, 'exit')
    rmSync(join(folder, 'log'), { force: true })
    expect(await endLeftovers(folder, { patience: 300 })).toMatchObject({ passed: 0, failed: 1 })
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(await endLeftovers(folder)).toMatchObject({ passed: 1, failed: 0 })
  })
})
