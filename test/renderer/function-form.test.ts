import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from '../../src-main/contract/parse.ts'
import { taskSchema } from '../../src-main/contract/task.ts'
import type { Json } from '../../src-main/contract/json.ts'
import { parameterHint, signature } from '../../src-renderer/fields/parameter-hint.ts'
import { argumentRows, takesMore } from '../../src-renderer/features/new-task/argument-rows.ts'
import { argumentsOf, readValue, typedAs } from '../../src-renderer/features/new-task/argument-values.ts'
import {
  checkablePart,
  draftOf,
  emptyDraft,
  findingsIn,
  placed,
  taskOf,
} from '../../src-renderer/features/new-task/draft.ts'

describe('a typed argument', () => {
  test.each([
    ['a.png', 'text', 'a.png'],
    [' spaced ', 'text', ' spaced '],
    ['12', 'number', 12],
    ['-1.5e3', 'number', -1500],
    ['"12"', 'text', '12'],
    ['true', 'boolean', true],
    ['null', 'nothing', null],
    ['[1, "a"]', 'list', [1, 'a']],
    ['{"a": null}', 'object', { a: null }],
    ['{a: 1}', 'text', '{a: 1}'],
    ['1, 2', 'text', '1, 2'],
    ['""', 'text', ''],
    ['  ', 'empty', null],
  ])('%j is read as %s', (text, reading, value) => {
    expect(readValue(text)).toEqual({ reading, value })
  })

  test('is typed so that it is read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json
        expect(readValue(typedAs(json)).value).toEqual(json)
        expect(readValue(typedAs(json)).reading).not.toBe('empty')
      }),
    )
    expect(typedAs('a.png')).toBe('a.png')
    expect(typedAs('12')).toBe('"12"')
  })

  test('is left out at the end where it is empty, and null before that', () => {
    expect(argumentsOf(['1', '', 'x', '', ' '])).toEqual([1, null, 'x'])
    expect(argumentsOf(['', ''])).toEqual([])
    expect(argumentsOf(['null', 'null'])).toEqual([null, null])
  })
})

describe('the rows of a form', () => {
  const file = { name: 'file', type: 'string' }
  const size = { name: 'size', type: 'number', default: '3' }
  const rest = { name: 'rest', isRest: true }

  test('are one for each parameter, and what is given beyond them', () => {
    expect(argumentRows([file, size], 0)).toEqual([
      { parameter: file, isExtra: false },
      { parameter: size, isExtra: false },
    ])
    expect(argumentRows([file, rest], 3)).toEqual([
      { parameter: file, isExtra: false },
      { parameter: rest, isExtra: true },
      { parameter: rest, isExtra: true },
    ])
    expect(argumentRows([file], 2)).toEqual([{ parameter: file, isExtra: false }, { isExtra: true }])
    expect(argumentRows(undefined, 1)).toEqual([{ isExtra: true }])
  })

  test('grow where the function takes more, or nobody knows', () => {
    expect([undefined, [], [file], [rest]].map(takesMore)).toEqual([true, false, false, true])
  })

  test('are named as in a signature', () => {
    expect(signature([file, rest])).toBe(`(${file.name}, …${rest.name})`)
    expect(signature([])).toBe('()')
  })

  test('say type and default as they are written', () => {
    expect([file, size, rest, { name: 'x', default: '[]' }].map(parameterHint)).toEqual([
      'string',
      'number = 3',
      '',
      '= []',
    ])
  })
})

describe('the draft of a call', () => {
  const call = {
    ...emptyDraft(),
    kind: 'function' as const,
    module: '~/work.ts',
    functionName: 'resize',
    args: ['a.png', '3', ''],
  }

  test('is the task that it shows, and is filled from one', () => {
    const task = taskOf(call)
    expect(task?.command).toEqual({ kind: 'function', module: '~/work.ts', name: 'resize', args: ['a.png', 3] })
    expect(parse(taskSchema, task)).toMatchObject({ ok: true })
    const again = draftOf(task ?? {})
    expect(again).toMatchObject({ kind: 'function', args: ['a.png', '3'], functionName: 'resize', text: '' })
    expect(taskOf(again)).toEqual(task)
  })

  test('is wrong where its field is', () => {
    expect(findingsIn(call)).toEqual([])
    expect(findingsIn({ ...call, module: '', functionName: ' ' })).toMatchObject([
      { field: 'module', code: 'blank' },
      { field: 'function', code: 'blank' },
    ])
    expect(findingsIn({ ...call, args: ['x'.repeat(1_100_000)] })).toMatchObject([
      { field: 'arguments', code: 'too-long', bound: '1048576' },
    ])
    const issue = { code: 'no-such-module', message: 'The file does not exist.' }
    expect(placed([{ path: 'command.module', ...issue }], call)).toMatchObject([{ field: 'module' }])
    expect(placed([{ path: 'tasks.0.command.name', ...issue }], call)).toMatchObject([{ field: 'function' }])
  })

  test('has its file looked at while the rest is not there yet', () => {
    expect(checkablePart({ ...call, functionName: '' }).command).toMatchObject({ module: '~/work.ts', name: 'default' })
    expect(checkablePart({ ...call, module: '' }).command).toEqual({ kind: 'shell', line: ':' })
  })
})
