import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { success } from '../../src-main/contract/answer.ts'
import { noStartFileOf } from '../../src-main/contract/local-address.ts'
import { defaultSettings } from '../../src-main/contract/settings.ts'
import { keepStartRule } from '../../src-main/host/start-rule.ts'
import { TestEngine } from './harness/test-engine.ts'

/** An engine that keeps settings, and a data folder. */
function world(startsByItself: boolean) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'forkyard-rule-'))
  onTestFinished(() => {
    rmSync(dataFolder, { recursive: true })
  })
  const settings = { ...defaultSettings, startsByItself }
  const troubles: string[] = []
  class Engine extends TestEngine {
    override readonly settings = settings
    override trouble(code?: string): void {
      troubles.push(String(code))
    }
  }
  const engine = new Engine()
  engine.answer = (_name, input) => Promise.resolve(success(Object.assign(settings, input)))
  const file = noStartFileOf(dataFolder)
  const change = (to: boolean) => {
    const kept = keepStartRule(engine, dataFolder)
    return kept.openSession({ deliver: () => undefined }).answer('changeSettings', { startsByItself: to })
  }
  return { dataFolder, settings, troubles, engine, file, change }
}

/** As on a full disk, or where nothing may be written: a file is in the place of its folder. */
function block(file: string): void {
  rmSync(dirname(file), { recursive: true, force: true })
  writeFileSync(dirname(file), '')
}

describe('the rule by which the command line starts a host', () => {
  it('stands as a file beside the setting', async () => {
    const { file, change, settings } = world(true)
    mkdirSync(dirname(file), { recursive: true })
    expect(await change(false)).toMatchObject({ ok: true })
    expect([existsSync(file), settings.startsByItself]).toEqual([true, false])
    expect(await change(true)).toMatchObject({ ok: true })
    expect([existsSync(file), settings.startsByItself]).toEqual([false, true])
  })

  it('is not changed where the file cannot be written: the request is refused with the reason', async () => {
    const { file, change, settings, troubles, dataFolder } = world(true)
    expect(dirname(file)).not.toBe(dataFolder)
    block(file)
    expect(await change(false)).toMatchObject({
      ok: false,
      code: 'storage-failed',
      message: expect.stringContaining(file) as string,
    })
    expect([settings.startsByItself, troubles]).toEqual([true, []])
  })

  it('keeps no host from starting where the file cannot be written: the person is told', () => {
    const { file, engine, dataFolder, troubles } = world(false)
    block(file)
    const said = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => {
      said.mockRestore()
    })
    keepStartRule(engine, dataFolder)
    expect(troubles).toEqual(['file-not-written'])
    expect(said).toHaveBeenCalledWith(expect.stringContaining(file))
  })
})
