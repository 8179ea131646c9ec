import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src-main/contract/json.ts'
import type { RunDescription } from '../../src-main/contract/run.ts'
import { resultState, resultText } from '../../src-renderer/features/output/result-state.ts'
import { type JsonRow, jsonRows, openAtFirst } from '../../src-renderer/ui/json-rows.ts'
import { endedRun } from './sample-runs.ts'

const shown = (row: JsonRow) => `${'  '.repeat(row.level - 1)}${row.label ?? ''} ${row.text}`

/** Every row that can be opened, opened. */
function whole(value: Json): { rows: JsonRow[]; open: Set<string> } {
  const open = new Set([''])
  for (let size = 0; size < open.size;) {
    size = open.size
    for (const { path, isOpen } of jsonRows(value, open)) if (isOpen === false) open.add(path)
  }
  return { rows: jsonRows(value, open), open }
}

describe('the tree of a result', () => {
  test('goes into what is open alone', () => {
    const value = { a: [1, 'x'], b: { c: null } }
    expect(jsonRows(value, new Set()).map(shown)).toEqual([' 2'])
    expect(jsonRows(value, new Set(['', '/a'])).map(shown)).toEqual([' 2', '  a 2', '    0 1', '    1 "x"', '  b 1'])
  })

  test('shows what is long in parts, and parts of parts', () => {
    const list = Array.from({ length: 25_000 }, (_, at) => at)
    const rows = jsonRows(list, new Set(['']))
    expect(rows.map(({ label }) => label)).toEqual([undefined, '0 … 9999', '10000 … 19999', '20000 … 24999'])
    const inner = jsonRows(list, new Set(['', rows[3]?.path ?? '']))
    expect(inner).toHaveLength(4 + 50)
    const innermost = jsonRows(list, new Set(['', rows[3]?.path ?? '', inner.at(-1)?.path ?? '']))
    expect(innermost.at(-1)).toMatchObject({ label: '24999', text: '24999', level: 4 })
  })

  test('is short at first, with the small open', () => {
    const value = { size: { width: 3 }, pixels: Array.from({ length: 90 }, () => 0), tags: ['a'] }
    expect(openAtFirst(value)).toEqual(new Set(['', '/size', '/tags']))
  })

  test('shows each value once, at a place of its own, whatever it is', () => {
    const leaves = (value: Json): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce<number>((sum, one) => sum + leaves(one), 0)
        : 1
    const long = fc.array(fc.integer(), { minLength: 90, maxLength: 400, size: 'max' })
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), long), (generated) => {
        const value = JSON.parse(JSON.stringify(generated)) as Json
        const { rows } = whole(value)
        expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length)
        expect(rows.filter(({ count }) => count === undefined)).toHaveLength(leaves(value))
      }),
    )
  })

  test('cuts a long text, and takes names as they are', () => {
    const rows = jsonRows({ 'a/b': 'x'.repeat(600), a: { b: 1 } }, new Set(['', '/a']))
    expect(rows[1]?.text).toBe(`"${'x'.repeat(500)}…`)
    expect(new Set(rows.map(({ path }) => path)).size).toBe(4)
  })
})

describe('what came of a function', () => {
  const returned = { kind: 'succeeded', exitStatus: 'returned' } as const
  const describeRun = (
    more: Partial<RunDescription>,
    run: Parameters<typeof endedRun>[1] = { outcome: returned },
  ): RunDescription => ({
    run: { phase: 'ended', ...endedRun(1, run) },
    task: { command: { kind: 'function', module: '/w.ts', name: 'f', args: [] } },
    ...more,
  })

  test('is its value, nothing, too large, or not there', () => {
    expect(resultState(describeRun({ result: '[1]' }))).toEqual({ kind: 'value', runId: 1, value: [1], json: '[1]' })
    const shown = resultState(describeRun({ result: '[1]' }))
    expect(resultState(describeRun({ result: '[1]' }), shown)).toBe(shown)
    expect(resultState(describeRun({ result: '[2]' }), shown)).toMatchObject({ value: [2] })
    expect(resultState(describeRun({ result: 'null' }))).toMatchObject({ kind: 'value', value: null })
    expect(resultState(describeRun({}))).toEqual({ kind: 'nothing' })
    const notes = [{ kind: 'result-too-large', bytes: 5 }] as const
    expect(resultState(describeRun({}, { outcome: returned, notes: [...notes] }))).toEqual({
      kind: 'too-large',
      bytes: 5,
    })
    expect(resultState(describeRun({}, { outcome: { kind: 'cancelled' } }))).toEqual({ kind: 'none' })
  })

  test('is its error with the causes, each title once', () => {
    const cause = { name: 'Error', message: '', stack: '' }
    const state = resultState(
      describeRun({ error: { name: 'RangeError', message: 'no', stack: 'RangeError: no\n    at f\n', cause } }),
    )
    expect(state).toEqual({
      kind: 'error',
      errors: [
        { title: 'RangeError: no', stack: '    at f' },
        { title: 'Error', stack: '' },
      ],
    })
    expect(resultText(state)).toBe('RangeError: no\n    at f\nCaused by Error')
  })

  test('is copied as text where it is text, else as JSON', () => {
    expect(resultText(resultState(describeRun({ result: '"a\\nb"' })))).toBe('a\nb')
    expect(resultText(resultState(describeRun({ result: '{"a":1}' })))).toBe('{"a":1}')
    expect(resultText({ kind: 'nothing' })).toBe('')
  })
})
