import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
/** Those of the seed that are a library's: S18 and S20 are the app's. */
const rows = [...Array.from({ length: 17 }, (_, index) => `S${index + 1}`), 'S19']

const text = readFileSync(join(root, 'docs', 'library.md'), 'utf8')
/** The scripts in docs/library.md, each with the row of the seed that it shows and what it prints. */
const scripts = [
  ...text.matchAll(/<!-- (S\d+) -->\n\n```ts\n([^`]*(?:`[^`]+`[^`]*)*?)```\n\n```text\n([^`]*)```/g),
].map(([, row = '', script = '', printed = '']) => ({ row, script, printed }))

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

  it('are one for each row, and there are no others', () => {
    expect(scripts.map(({ row }) => row).sort()).toEqual(rows.toSorted())
    expect(text.match(/```ts\n/g)).toHaveLength(rows.length)
  })

  it.each(scripts)('$row: prints what it says', ({ row, script, printed }) => {
    const file = join(folder, `${row}.mts`)
    writeFileSync(file, script)
    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 30_000 })
    expect({ stdout, stderr }).toEqual({ stdout: printed, stderr: '' })
  })
})
