import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Home } from './harness/home.ts'

let home: Home

beforeAll(async () => {
  home = await Home.withHost()
})
afterAll(() => home.remove())

async function passOn(argv: string[], environment: Record<string, string>, name: string): Promise<void> {
  const variables = Object.entries(environment).map(([key, value]) => `--env=${key}=${value}`)
  const id = await home.add(`--name=${name}`, ...variables, '--', ...argv)
  const [shown] = await home.json('show', id)
  expect(shown).toMatchObject({ name, task: { name, environment, command: { kind: 'argv', argv } } })
}

// Each takes two processes: a dozen here, and the parsers alone are tested with thousands.
test('names, commands and environments come out of `add` and `show` as they went in', async () => {
  const character = fc.oneof(
    fc.constantFrom(
      '\n',
      '\r',
      '\t',
      '"',
      "'",
      '\\',
      ' ',
      '=',
      '-',
      '\u001b',
      '\u0085',
      '\u2028',
      '\u202e',
      '😀',
      '\ufeff',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  const text = fc.string({ unit: character, maxLength: 40 }).map((value) => value.replaceAll('\0', '').toWellFormed())
  const program = text.filter((value) => value.trim() !== '')
  // Names that JavaScript's objects have a meaning for are refused by the contract.
  const isUsable = (value: string) => value.trim() !== '' && !['__proto__', 'prototype', 'constructor'].includes(value)
  const variable = text.map((value) => value.replaceAll('=', '')).filter(isUsable)
  const name = text
    .map((value) => value.replace(/[\u0000-\u001f\u007f-\u009f]/g, ''))
    .filter((value) => value.trim() !== '')
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(program, fc.array(text)).map(([first, others]) => [first, ...others]),
      fc.dictionary(variable, text, { maxKeys: 5 }),
      name,
      passOn,
    ),
    // A counterexample is told as it was found: to shrink it takes hundreds of processes.
    { numRuns: 12, endOnFailure: true },
  )
})

test('so do empty and huge ones', async () => {
  await passOn(
    ['true', '', 'x'.repeat(100_000), '😀'.repeat(30_000)],
    { EMPTY: '', HUGE: 'é'.repeat(60_000) },
    'ñ'.repeat(200),
  )
  await passOn(['true', ...Array.from({ length: 20_000 }, (_, index) => String(index))], {}, 'many')
})

test('what is more than the system passes to a program is refused, and nothing is submitted', async () => {
  const before = (await home.json('list', '--limit', '1000')).length
  const refused = await home.run('add', `--name=${'x'.repeat(201)}`, '--', 'true')
  expect(refused).toMatchObject({ code: 1, stderr: 'forkyard: --name is longer than 200 characters.\n' })
  expect(await home.json('list', '--limit', '1000')).toHaveLength(before)
})
