import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const output = new URL('../../../src-main/multiprocessing/worker/output.ts', import.meta.url).href

const hiding = `
import { registerHooks } from 'node:module'
registerHooks({ resolve(name, context, next) { if (name === 'koffi') throw new Error('no'); return next(name, context) } })
`

const script = `
import { spawnSync } from 'node:child_process'
import { openOutput } from ${JSON.stringify(output)}
const [, , first, second] = process.argv
const output = await openOutput()
output.leadTo(first)
console.log('one')
process.stderr.write(Buffer.from('and one\\n'))
spawnSync('echo', ['of a child'], { stdio: 'inherit' })
output.leadTo(second)
console.error('two')
process.stdout.write('and two\\n', () => {
  output.drop()
  console.log('of nobody')
})
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-output-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function run(text: string): { first: string; second: string; own: string } {
  const file = join(folder, 'script.mjs')
  writeFileSync(file, text)
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  const { stdout, stderr } = spawnSync(process.execPath, [file, first, second], { encoding: 'utf8' })
  return { first: readFileSync(first, 'utf8'), second: readFileSync(second, 'utf8'), own: stdout + stderr }
}

describe.runIf(process.platform === 'linux')('the output of a worker (Linux)', () => {
  it('goes where it is led, with that of its children', () => {
    expect(run(script)).toEqual({ first: 'one\nand one\nof a child\n', second: 'two\nand two\n', own: '' })
  })

  it('goes there without the C library too, but for that of its children', () => {
    expect(
      run(`${hiding}\nawait import('data:text/javascript,' + encodeURIComponent(${JSON.stringify(script)}))`),
    ).toEqual({ first: 'one\nand one\n', second: 'two\nand two\n', own: 'of a child\n' })
  })
})
