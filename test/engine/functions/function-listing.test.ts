// Over 250 lines: a table of sources and what is read of each.
import { spawnSync } from 'node:child_process'
import { symlinkSync, truncateSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { listJavaScript } from '../../../src-main/engine/functions/listing/javascript-functions.ts'
import { ListingError } from '../../../src-main/engine/functions/listing/listing-error.ts'
import { listFunctions } from '../../../src-main/engine/functions/listing/module-listing.ts'
import { type Rig, home, makeRig } from '../rig.ts'

/** Each function as one line: `name(parameter: type = default, ...rest)`, or its name alone. */
function lines(source: string, module = 'work.ts'): string[] {
  const found = [...listJavaScript(source, module).exports.values()].filter((one) => one !== undefined)
  return found.map(({ name, parameters }) => {
    if (!parameters) return name
    const texts = parameters.map((one) => {
      const type = one.type === undefined ? '' : `: ${one.type}`
      const value = one.default === undefined ? '' : ` = ${one.default}`
      return `${one.isRest ? '...' : ''}${one.name}${type}${value}`
    })
    return `${name}(${texts.join(', ')})`
  })
}

describe('the functions of a TypeScript or JavaScript source', () => {
  it.each([
    ['export function resize(file: string, size = 3) {}', ['resize(file: string, size = 3)']],
    ['export async function* read(...parts: readonly string[]) {}', ['read(...parts: readonly string[])']],
    ['export const half = (n: number): number => n / 2', ['half(n: number)']],
    ['export const f = async function (a /* first */, b?: string) {}', ['f(a, b: string = undefined)']],
    ['export default (a: Map<string, number>) => a', ['default(a: Map<string, number>)']],
    ['export default function named() {}', ['default()']],
    ['const a = (x) => x; export { a as b, a as default }', ['b(x)', 'default(x)']],
    ["export { c as d, default } from './other.ts'", ['d', 'default']],
    ["import { e } from './other.ts'; export { e }", ['e']],
    ['export const made = wrap((x) => x), n = 7, text = `x`, list = []', ['made']],
    ['export class Job {} export default class {}', []],
    ['export type T = string; export interface I { f(): void } export type { T as U }', []],
    [
      'export function f({ a, b = 2 }: { a: string; b?: number } = { a: "," }) {}',
      ['f({ a, b = 2 }: { a: string; b?: number } = { a: "," })'],
    ],
    [
      'export const f = <T,>(x: T, cb: (error: Error | null, n: 1) => void) => x',
      ['f(x: T, cb: (error: Error | null, n: 1) => void)'],
    ],
    [
      'export function over(a: string): void\nexport function over(a: number): void\nexport function over(a: any) {}',
      ['over(a: any)'],
    ],
    ['#!/usr/bin/env node\nexport const größe = (日本: string) => 1', ['größe(日本: string)']],
    ['export function f(this: Window, a: string = "x" as string) {}', ['f(a: string = "x")']],
    ['export const { a, b: [c = 1, , ...d], ...e } = wrap()', ['a', 'c', 'd', 'e']],
    ['function local() {} const other = () => 1', []],
  ])('%s', (source, expected) => {
    expect(lines(source)).toEqual(expected)
  })

  it('are told of scripts as Node makes them exports', () => {
    const source = 'const a = (x) => x\nmodule.exports = { a, b: a, c: () => 1, d: a }\nexports.e = function (y) {}'
    expect(lines(source, 'work.cjs')).toEqual(['a(x)', 'b(x)', 'e(y)'])
    expect(lines('module.exports = async (z = 1) => z', 'work.js')).toEqual(['default(z = 1)'])
    expect(lines('module.exports.f = (a) => a; if (1) return; with ({}) ;', 'work.js')).toEqual(['f(a)'])
  })

  it('are not told where it does not parse, with the place', () => {
    for (const [module, source] of [
      ['work.ts', 'const a = 1\nexport const b: = 2'],
      ['work.js', 'const a = 1\nexport const b = = 2'],
      ['work.cjs', 'const a = 1\nmodule.exports = = 2'],
    ] as const) {
      expect(() => lines(source, module)).toThrow(/line 2, column 1[78]\)/)
    }
    expect(() => lines('export enum Size { small }')).toThrow(/enum/)
  })

  it('are listed without a word on the console', () => {
    const lister = new URL('../../../src-main/engine/functions/listing/javascript-functions.ts', import.meta.url).href
    const source = `import { listJavaScript } from ${JSON.stringify(lister)}
      console.log([...listJavaScript('export const f = (a: string) => a', 'work.ts').exports.keys()][0])`
    const { NODE_OPTIONS: _options, NODE_NO_WARNINGS: _mute, ...env } = process.env
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { env })
    expect([stdout.toString(), stderr.toString()]).toEqual(['f\n', ''])
  })

  it('are listed, or refused with a place, whatever the source is', () => {
    const parts = [
      'export ',
      'function f',
      '(',
      ')',
      '{',
      '}',
      'a: string',
      ' = 1',
      ',',
      '...',
      'const x',
      '=>',
      '"',
      '/*',
    ]
    const source = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ unit: 'binary', maxLength: 5 })))
    fc.assert(
      fc.property(source, fc.constantFrom('a.ts', 'a.js', 'a.cjs'), (pieces, module) => {
        try {
          for (const name of listJavaScript(pieces.join(''), module).exports.keys()) expect(name).not.toBe('')
        } catch (error) {
          expect(error).toBeInstanceOf(ListingError)
          expect((error as ListingError).place?.line).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('keep their parameters as they are written, whatever the types', () => {
    const type = fc.constantFrom('string', 'A | B', '{ a: 1; b?: [x, y] }', '(a: number) => void', "'=' | ','", 'T[]')
    const parameter = fc.record({
      type: fc.option(type, { nil: undefined }),
      value: fc.option(fc.constantFrom('1', '[2, 3]', 'f(")")', '{}'), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(parameter, { maxLength: 5 }), (parameters) => {
        const texts = parameters.map(
          ({ type, value }, at) =>
            `p${at}${type === undefined ? '' : `: ${type}`}${value === undefined ? '' : ` = ${value}`}`,
        )
        expect(lines(`export const f = (${texts.join(', ')}): void => {}`)).toEqual([`f(${texts.join(', ')})`])
      }),
    )
  })
})

describe('listing the functions of a file', () => {
  let rig: Rig
  const write = (name: string, text: string) => {
    const file = join(rig.folder, name)
    writeFileSync(file, text)
    return file
  }
  beforeEach(async () => {
    rig = await makeRig()
  })

  it('runs nothing of it', async () => {
    const mark = join(rig.folder, 'mark')
    const script = write(
      'work.mjs',
      `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(mark)}, ''); export const f = (a) => a`,
    )
    const python = write('work.py', `open(${JSON.stringify(mark)}, 'w')\ndef f(a): pass`)
    const functions = [{ name: 'f', parameters: [{ name: 'a' }] }]
    expect(await rig.get('listFunctions', { module: script })).toEqual({
      module: script,
      language: 'javascript',
      functions,
    })
    expect(await rig.get('listFunctions', { module: python })).toEqual({
      module: python,
      language: 'python',
      functions,
    })
    expect((await rig.get('listFolders', { folder: rig.folder, withModules: true })).modules).toEqual([
      'work.mjs',
      'work.py',
    ])
    expect(() => truncateSync(mark)).toThrow('ENOENT')
  })

  it('finds it from its folder, as the task would', async () => {
    write('work.js', 'export const f = () => 1')
    expect(await rig.get('listFunctions', { module: 'work.js', folder: rig.folder })).toMatchObject({
      module: join(rig.folder, 'work.js'),
    })
    const refusal = await rig.refusal('listFunctions', { module: '~/no/such/file.js' })
    expect(refusal.message).toContain(join(home, 'no/such/file.js'))
  })

  it('tells what Python gives by position, with its defaults and types', async () => {
    const source = `
import os
def _hidden(): pass
async def resize(path: str, size: int = 3, *rest: "a b", key, other=1, **more) -> None: pass
def options(names: dict[str, list[int]] = {'a': [1]}, /, text='"é"'): pass
class Other:
    def method(self): pass
def resize_(): pass
`
    const { functions } = await rig.get('listFunctions', { module: write('work.py', source) })
    expect(functions).toEqual([
      {
        name: 'resize',
        parameters: [
          { name: 'path', type: 'str' },
          { name: 'size', type: 'int', default: '3' },
          { name: 'rest', type: "'a b'", isRest: true },
        ],
      },
      {
        name: 'options',
        parameters: [
          { name: 'names', type: 'dict[str, list[int]]', default: "{'a': [1]}" },
          { name: 'text', default: `'"é"'` },
        ],
      },
      { name: 'resize_', parameters: [] },
      { name: '_hidden', parameters: [] },
    ])
  })

  it('takes nothing of the person’s for a part of Python', async () => {
    write('ast.py', 'raise SystemExit(3)')
    const module = write('work.py', 'def f(): pass')
    const environment = { PATH: process.env['PATH'] ?? '', PYTHONPATH: rig.folder }
    expect(await listFunctions({ module }, { home, environment })).toMatchObject({
      value: { functions: [{ name: 'f', parameters: [] }] },
    })
  })

  it('refuses what is not there, of another kind, too large or not parsed, and says where', async () => {
    mkdirSync(join(rig.folder, 'folder.js'))
    const large = write('large.js', '')
    truncateSync(large, 2 * 1_048_576 + 1)
    for (const [module, code] of [
      [join(rig.folder, 'none.js'), 'no-such-module'],
      [join(rig.folder, 'folder.js'), 'not-a-module'],
      [write('text.txt', ''), 'not-a-module'],
      [large, 'too-large'],
    ] as const) {
      expect(await rig.refusal('listFunctions', { module })).toMatchObject({
        code: 'module-unusable',
        details: { code },
      })
    }
    for (const [name, source] of [
      ['wrong.py', 'def f(:\n  pass'],
      ['wrong.js', 'export const f = (: 1'],
      ['wrong.ts', 'export const f = (a: ) => 1'],
    ] as const) {
      const refusal = await rig.refusal('listFunctions', { module: write(name, source) })
      expect(refusal).toMatchObject({ code: 'module-unusable', details: { code: 'not-parsed', line: 1 } })
      expect(refusal.message).toMatch(/line 1, column \d+/)
    }
  })

  it('says so where there is no Python', async () => {
    const module = write('work.py', 'def f(): pass')
    expect(await listFunctions({ module }, { home, environment: { PATH: rig.folder } })).toMatchObject({
      ok: false,
      details: { code: 'no-python' },
    })
  })

  it('lists the files that may have functions beside the subfolders, where they are asked for', async () => {
    const folder = join(rig.folder, 'files')
    mkdirSync(join(folder, 'inner'), { recursive: true })
    for (const name of ['b.ts', 'a.PY', 'c.txt', '.d.mjs']) writeFileSync(join(folder, name), '')
    symlinkSync('b.ts', join(folder, 'link.cjs'))
    expect(await rig.get('listFolders', { folder })).not.toHaveProperty('modules')
    expect(await rig.get('listFolders', { folder, withModules: true })).toMatchObject({
      folders: ['inner'],
      modules: ['a.PY', 'b.ts', 'link.cjs', '.d.mjs'],
    })
    expect(await rig.refusal('chooseModule', {})).toMatchObject({ code: 'not-available' })
  })
})
