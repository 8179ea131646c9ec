import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { timeLimit } from '../machine/time-limit.ts'

const root = join(import.meta.dirname, '..', '..')
/** Those of the seed that are a library's: S18 and S20 are the app's. */
const rows = [...Array.from({ length: 17 }, (_, index) => `S${index + 1}`), 'S19']

const text = readFileSync(join(root, 'docs', 'library.md'), 'utf8')
/** The scripts in docs/library.md, each with the row of the seed that it shows and what it prints. */
const scripts = [
  ...text.matchAll(/<!-- (S\d+) -->\n\n```ts\n([^`]*(?:`[^`]+`[^`]*)*?)```\n\n```text\n([^`]*)```/g),
].map(([, row = '', script = '', printed = ''], index) => ({ row, script, printed, file: `${row}-${index}.mts` }))

describe('the examples of the documentation', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'forkyard-docs-'))
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(root, join(folder, 'node_modules', 'forkyard'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('are there for each row, and there are no others', () => {
    expect(new Set(scripts.map(({ row }) => row))).toEqual(new Set(rows))
    expect(text.match(/```ts\n/g)).toHaveLength(scripts.length)
  })

  it.each(scripts)('$row: prints what it says', ({ script, printed, file: name }) => {
    const file = join(folder, name)
    writeFileSync(file, script)
    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: timeLimit() })
    expect({ stdout, stderr }).toEqual({ stdout: printed, stderr: '' })
  })
})
