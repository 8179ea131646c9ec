import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { processesOf } from '../e2e/harness/leftovers.ts'
import { createCodec } from './page/codec.ts'
import { strict, strictClass } from './strict.ts'

describe('what the stand-in has not', () => {
  it('throws, and can still be put there by a test', () => {
    const module = strict<Record<string, unknown>>('module', { known: 1 })
    expect(module.known).toBe(1)
    expect(() => module.unknown).toThrow('module.unknown is missing')
    module.unknown = 2
    expect(module.unknown).toBe(2)
  })

  it('throws on instances, whose methods reach their private fields', () => {
    class Kind {
      #value = 1
      read(): number {
        return this.#value
      }
    }
    const instance = new (strictClass('Kind', Kind))()
    expect(instance.read()).toBe(1)
    expect(() => (instance as unknown as { write: unknown }).write).toThrow('Kind.write is missing')
  })
})

describe('values on their way between the processes', () => {
  const { encode, decode } = createCodec()

  it('arrive as a structured clone would', () => {
    const value = fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true })
    fc.assert(
      fc.property(value, (given) => {
        const expected: unknown = structuredClone(given)
        expect(decode(encode(expected))).toEqual(expected)
      }),
    )
  })

  it('keep their cycles', () => {
    const cycle: Record<string, unknown> = { list: [] }
    cycle.self = cycle
    const arrived = decode(encode(cycle)) as Record<string, unknown>
    expect(arrived.self).toBe(arrived)
  })
})

describe.skipIf(process.platform !== 'linux')('a stand-in that runs (Linux alone: looks at /proc)', () => {
  let work: string
  let running: ChildProcess | undefined

  beforeEach(() => {
    work = mkdtempSync(path.join(os.tmpdir(), 'forkyard-stand-in-'))
    writeFileSync(path.join(work, 'package.json'), '{ "productName": "Tried", "version": "1.2.3", "main": "main.mjs" }')
  })
  afterEach(() => {
    running?.kill('SIGKILL')
    rmSync(work, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })

  function run(app: string): { line: () => Promise<string>; ended: Promise<number | null> } {
    writeFileSync(path.join(work, 'main.mjs'), app)
    const electron = path.join(import.meta.dirname, 'dist/electron')
    const started = spawn(electron, [work, `--user-data-dir=${work}/profile`], { stdio: ['ignore', 'pipe', 'ignore'] })
    running = started
    return {
      line: async () => String((await once(started.stdout, 'data'))[0]).trim(),
      ended: once(started, 'exit').then(([code]) => code as number | null),
    }
  }

  it('gives the app its name and version, and ends as it is told', async () => {
    const { line, ended } = run(`import { app } from 'electron'
      app.whenReady().then(() => { console.log(app.name, app.getVersion(), app.isReady()); setTimeout(() => app.exit(7)) })`)
    expect(await line()).toBe('Tried 1.2.3 true')
    expect(await ended).toBe(7)
    // Chromium's own helpers end by themselves when their pipe closes, a moment later.
    await expect.poll(() => processesOf(work)).toEqual([])
  })

  it('leaves no Chromium behind when it is killed', async () => {
    const { line, ended } = run(`import { app } from 'electron'
      app.whenReady().then(() => console.log('ready'))`)
    expect(await line()).toBe('ready')
    expect(processesOf(work).length).toBeGreaterThan(1)
    running?.kill('SIGKILL')
    await ended
    await expect.poll(() => processesOf(work)).toEqual([])
  })
})
