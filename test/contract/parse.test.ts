import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer, Issue } from '../../src-main/contract/answer.ts'
import { type RequestName, contract } from '../../src-main/contract/contract.ts'
import { limits } from '../../src-main/contract/limits.ts'
import { isRequestName, parse, parseRequest } from '../../src-main/contract/parse.ts'
import { taskSchema } from '../../src-main/contract/task.ts'
import { validTask } from './tasks.ts'
import { timeLimit } from '../machine/time-limit.ts'

const names = Object.keys(contract.requests) as RequestName[]
const shell = { kind: 'shell', line: 'true' }

/** The issues of a refusal; fails where there is none, or where one lacks its place, its code or its words. */
function issuesOf(answer: Answer<unknown>): Issue[] {
  if (answer.ok) throw new Error(`accepted: ${JSON.stringify(answer.value)}`)
  expect(answer.code).toBe('invalid-request')
  expect(answer.message).toMatch(/^\S.*\.$/su)
  const issues = answer.issues ?? []
  expect(issues.length).toBeGreaterThan(0)
  for (const issue of issues) {
    expect(issue.code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(issue.message).toMatch(/^[a-z][^{}]*\S$|^must be \{/)
    expect(issue.path).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  }
  return issues
}

const submit = (task: unknown, more: object = {}) => parseRequest('submit', { tasks: [task], ...more })

describe('any value at all', () => {
  const fail = (): never => {
    throw new Error('looked at')
  }
  // Made in the properties themselves: fast-check looks at the values that it hands out.
  const untouchable = () => new Proxy({}, { getPrototypeOf: fail, ownKeys: fail, has: fail, get: fail })
  const hostile = fc.oneof(
    fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    }),
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.constantFrom<unknown>(Symbol('s'), fail),
  )

  test('that cannot even be looked at is refused', () => {
    for (const name of names) issuesOf(parseRequest(name, untouchable()))
    issuesOf(submit({ command: untouchable() }))
  })

  test('is parsed or refused with reasons, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), hostile, (name, input) => {
        const answer = parseRequest(name, input)
        if (!answer.ok) issuesOf(answer)
      }),
      { numRuns: 2_000 },
    )
  })

  test('in the place of one field is parsed or refused there', () => {
    const field = fc.constantFrom('command', 'name', 'folder', 'environment', 'colours', 'unbuffered')
    fc.assert(
      fc.property(validTask, field, hostile, (task, key, value) => {
        const answer = submit({ ...task, [key]: value })
        if (!answer.ok) for (const { path } of issuesOf(answer)) expect(path).toMatch(new RegExp(`^tasks\\.0\\.${key}`))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a valid task', () => {
  test('is taken as it is, and parsing it again changes nothing', () => {
    fc.assert(
      fc.property(validTask, (task) => {
        const once = parse(taskSchema, task)
        expect(once).toEqual({ ok: true, value: task })
        if (once.ok) expect(parse(taskSchema, once.value)).toEqual(once)
      }),
    )
  })

  test('may reach each bound', () => {
    const argument = 'x'.repeat(limits.argumentBytes)
    expect(submit({ command: { kind: 'shell', line: argument }, name: 'é'.repeat(limits.nameLength) }).ok).toBe(true)
    expect(parseRequest('setPoolSize', { size: 1 }).ok).toBe(true)
    expect(parseRequest('setPoolSize', { size: 1024 }).ok).toBe(true)
  })
})

describe('a task is refused', () => {
  const wrong: [task: unknown, path: string, code: string][] = [
    [{ command: { kind: 'shell', line: '' } }, 'command.line', 'blank'],
    [{ command: { kind: 'shell', line: ' \t\n' } }, 'command.line', 'blank'],
    [{ command: { kind: 'shell', line: 'a\0b' } }, 'command.line', 'contains-nul'],
    [{ command: { kind: 'shell', line: '\ud800' } }, 'command.line', 'half-character'],
    [{ command: { kind: 'shell', line: 'x'.repeat(limits.argumentBytes + 1) } }, 'command.line', 'too-long'],
    [{ command: { kind: 'shell', line: 'é'.repeat(limits.argumentBytes / 2 + 1) } }, 'command.line', 'too-long'],
    [{ command: { kind: 'shell' } }, 'command.line', 'missing'],
    [{ command: { kind: 'argv', argv: [] } }, 'command.argv', 'blank'],
    [{ command: { kind: 'argv', argv: [' ', 'x'] } }, 'command.argv', 'blank'],
    [{ command: { kind: 'argv', argv: ['a', 'b\0'] } }, 'command.argv.1', 'contains-nul'],
    [{ command: { kind: 'argv', argv: ['a', 1] } }, 'command.argv.1', 'not-text'],
    [{ command: { kind: 'argv', argv: 'ls' } }, 'command.argv', 'not-a-list'],
    [{ command: { kind: 'argv', argv: Array(100_001).fill('x') } }, 'command.argv', 'too-many'],
    [{ command: { kind: 'script', line: 'x' } }, 'command', 'not-a-command'],
    [{ command: 'ls' }, 'command', 'not-a-command'],
    [{ command: ['ls'] }, 'command', 'not-a-command'],
    [{}, 'command', 'missing'],
    [{ command: shell, name: 'x'.repeat(10_000) }, 'name', 'too-long'],
    [{ command: shell, name: 'a\nb' }, 'name', 'control-character'],
    [{ command: shell, name: 'a\u009bb' }, 'name', 'control-character'],
    [{ command: shell, name: 'a\0b' }, 'name', 'control-character'],
    [{ command: shell, name: '  ' }, 'name', 'blank'],
    [{ command: shell, name: null }, 'name', 'not-text'],
    [{ command: shell, folder: '/tmp\0' }, 'folder', 'contains-nul'],
    [{ command: shell, folder: 'relative' }, 'folder', 'not-absolute'],
    [{ command: shell, folder: '~other' }, 'folder', 'not-absolute'],
    [{ command: shell, folder: `/${'x'.repeat(4_095)}` }, 'folder', 'too-long'],
    [{ command: shell, environment: { 'A=B': '1' } }, 'environment.A=B', 'contains-equals-sign'],
    [{ command: shell, environment: { '': '1' } }, 'environment.', 'blank'],
    [{ command: shell, environment: { 'A\0': '1' } }, 'environment.A�', 'contains-nul'],
    [{ command: shell, environment: { A: 'x\0' } }, 'environment.A', 'contains-nul'],
    [{ command: shell, environment: { A: 1 } }, 'environment.A', 'not-text'],
    [{ command: shell, environment: { forkyard_run_id: '1' } }, 'environment.forkyard_run_id', 'reserved'],
    [
      { command: shell, environment: JSON.parse('{"__proto__": "x"}') as unknown },
      'environment.__proto__',
      'unusable-name',
    ],
    [
      { command: shell, environment: JSON.parse('{"constructor": "x"}') as unknown },
      'environment.constructor',
      'unusable-name',
    ],
    [{ command: shell, environment: ['A'] }, 'environment', 'not-an-environment'],
    [{ command: shell, environment: new Map([['A', 'b']]) }, 'environment', 'not-an-environment'],
    [{ command: shell, colours: 1 }, 'colours', 'not-a-switch'],
    [{ command: shell, priority: 1 }, 'priority', 'unknown-field'],
    [JSON.parse('{"command": {"kind": "shell", "line": "x"}, "__proto__": {}}'), '__proto__', 'unknown-field'],
  ]
  test.each(wrong.map(([task, path, code]) => ({ task, path, code })))('at $path as $code', ({ task, path, code }) => {
    expect(issuesOf(submit(task))).toContainEqual(expect.objectContaining({ path: `tasks.0.${path}`, code }) as Issue)
  })

  test('with as many variables as no system takes', () => {
    const environment = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`V${index}`, '']))
    expect(issuesOf(submit({ command: shell, environment }))).toMatchObject([
      { path: 'tasks.0.environment', code: 'too-many' },
    ])
  })
})

describe('a request is refused', () => {
  test.each([0, -1, 1.5, 1025, 1e9, '2', Number.NaN, Infinity, null, undefined, [], {}])('for a pool of %s', (size) => {
    expect(issuesOf(parseRequest('setPoolSize', { size }))[0]?.path).toBe('size')
  })

  test.each([0, -1, 1.5, 2 ** 53, '1', null, Number.NaN, {}])('for the run %s', (runId) => {
    expect(issuesOf(parseRequest('describeRun', { runId }))[0]?.path).toBe('runId')
    expect(issuesOf(parseRequest('cancel', { runIds: [1, runId] }))[0]?.path).toBe('runIds.1')
    expect(issuesOf(parseRequest('terminate', { targets: [{ runId }] }))[0]?.path).toBe('targets.0.runId')
  })

  test.each([undefined, null, 1, 'text', [], [1], new Date(0), new Map()])(
    'with another value in the place of its fields (%#)',
    (input) => {
      for (const name of names) expect(issuesOf(parseRequest(name, input))).toMatchObject([{ path: '' }])
    },
  )

  test('for a field that it does not have', () => {
    for (const name of names) {
      const issues = issuesOf(parseRequest(name, { surprise: 1 }))
      expect(issues).toContainEqual(expect.objectContaining({ path: 'surprise', code: 'unknown-field' }) as Issue)
    }
  })

  test('for a list that is too long, before its items are looked at', () => {
    const start = performance.now()
    const answer = parseRequest('cancel', { runIds: Array(5_000_000).fill(null) })
    expect(issuesOf(answer)).toEqual([{ path: 'runIds', code: 'too-many', message: 'has more than 100000 items' }])
    expect(performance.now() - start).toBeLessThan(timeLimit(2_000))
  })

  test('with twenty reasons at most, in words of bounded length', () => {
    const runIds = Array(1_000).fill('x')
    expect(issuesOf(parseRequest('cancel', { runIds }))).toHaveLength(20)
    const [issue] = issuesOf(parseRequest('subscribe', { [`\n${'x'.repeat(10_000)}`]: 1 }))
    expect(issue?.path).toBe(`�${'x'.repeat(79)}…`)
  })
})

test('only the contract’s own names are requests', () => {
  for (const name of names) expect(isRequestName(name)).toBe(true)
  for (const name of ['', 'toString', '__proto__', 'constructor', 'Subscribe', 1, null, ['subscribe']]) {
    expect(isRequestName(name)).toBe(false)
  }
})
