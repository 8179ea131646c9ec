import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runScript } from './script.ts'

/** What the module's file has in it; undefined: there is none. */
const cases: [name: string, code: string | undefined, target: string, sentence: string][] = [
  ['does not exist', undefined, 'missing.mjs#run', 'does not exist'],
  ['cannot be parsed', 'export function run( {', 'syntax.mjs#run', 'cannot be parsed'],
  ['lacks the export', 'export const other = 1', 'lacking.mjs#run', 'has no export “run”'],
  ['exports no function', 'export const run = 1', 'constant.mjs#run', 'The export “run” of'],
  ['throws while importing', 'throw new Error("thrown while importing")', 'throws.mjs#run', 'thrown while importing'],
  ['imports one that does not exist', 'import "./nowhere.mjs"', 'importing.mjs#run', 'does not exist'],
  [
    'never finishes importing',
    'await new Promise(() => {}); export const run = 1',
    'waits.mjs#run',
    'was never imported',
  ],
]

describe('S11: a process whose module', () => {
  let folder: string
  let ended: Record<string, number>
  let said: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'forkyard-modules-'))
    for (const [, code, target] of cases)
      if (code !== undefined) writeFileSync(join(folder, target.replace('#run', '')), code)
    const { stdout, stderr } = runScript(
      folder,
      `
      const ended = {}
      for (const target of ${JSON.stringify(cases.map(([, , target]) => target))}) {
        const one = new Process({ target: new URL(target, import.meta.url) })
        one.start()
        await one.join()
        ended[target] = one.exitCode
      }
      console.log(JSON.stringify(ended))`,
    )
    ended = JSON.parse(stdout) as Record<string, number>
    said = stderr
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it.each(cases)('%s ends with 1, and names it on standard error', (_, _code, target, sentence) => {
    const module = pathToFileURL(join(folder, target.replace('#run', ''))).href
    const lines = said.split('\n').filter((line) => line.includes('TargetError') && line.includes(module))
    expect(ended[target]).toBe(1)
    expect(lines.some((line) => line.includes(sentence))).toBe(true)
  })
})
