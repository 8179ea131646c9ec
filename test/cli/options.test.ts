// Over 250 lines: the arguments of every command, by the same properties.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddArguments } from '../../src-main/commands/add-options.ts'
import { parseCallArguments } from '../../src-main/commands/call-options.ts'
import { parseCompareArguments } from '../../src-main/commands/compare-options.ts'
import { parseListArguments } from '../../src-main/commands/list-options.ts'
import { parseLogsArguments } from '../../src-main/commands/logs.ts'
import { parseNoOperands } from '../../src-main/commands/no-operands.ts'
import { parseOneRun, parseRunIds } from '../../src-main/commands/run-ids.ts'
import { parseServeArguments } from '../../src-main/commands/serve-options.ts'
import type { Task } from '../../src-main/contract/task.ts'

const environment = { SET: 'its value', __proto__: null } as unknown as NodeJS.ProcessEnv
const parseAdd = (args: string[]) => parseAddArguments(args, { environment, folder: () => '/here' })

const parseCompare = (args: string[]) => parseCompareArguments(args, { folder: () => '/here', processors: 3 })

const commands: Record<string, { parse: (args: string[]) => { kind: string }; options: string[] }> = {
  add: {
    parse: parseAdd,
    options: ['wait', 'name', 'folder', 'env', 'secret', 'times', 'colours', 'shell', 'no-start', 'json', 'help'],
  },
  call: {
    parse: (args) => parseCallArguments(args, { environment, folder: () => '/here' }),
    options: ['detach', 'name', 'folder', 'env', 'secret', 'no-start', 'json', 'help'],
  },
  compare: { parse: (args) => parseCompare(args), options: ['times', 'workers', 'folder', 'json', 'help'] },
  list: { parse: parseListArguments, options: ['state', 'outcome', 'search', 'limit', 'json', 'help'] },
  show: { parse: (args) => parseOneRun(args, {}), options: ['json', 'help'] },
  logs: { parse: parseLogsArguments, options: ['follow', 'tail', 'json', 'help'] },
  'wait, terminate, kill, cancel and retry': { parse: parseRunIds, options: ['json', 'help'] },
  'status and stop': { parse: parseNoOperands, options: ['json', 'help'] },
  serve: {
    parse: parseServeArguments,
    options: ['port', 'no-open', 'app-window', 'no-http', 'on-stop', 'restore-backup', 'start-empty', 'help'],
  },
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '-', '--', '='),
)

describe.each(Object.entries(commands))('the arguments of %s', (_, { parse, options }) => {
  const ownOption = fc.constantFrom(...options).map((name) => `--${name}`)
  const word = fc.oneof(
    anyText,
    ownOption,
    fc.tuple(ownOption, anyText).map(([option, value]) => `${option}=${value}`),
    fc.constantFrom('-h', '-f', '-fh', '-hf=1', '-x', '--__proto__', '--constructor=1', '--no-json', '1', '0', '1e3'),
  )

  it('are understood or refused with a sentence, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (args) => {
        const parsed = parse(args) as { kind: string; reason?: string }
        expect(['options', 'help', 'wrong']).toContain(parsed.kind)
        if (parsed.kind !== 'wrong') return
        expect(parsed.reason).toMatch(/\S/)
        expect(parsed.reason).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      }),
      { numRuns: 500 },
    )
  })

  it('are refused where one is an option that it does not have', () => {
    const stranger = fc
      .stringMatching(/^[a-z][a-z-]{0,12}$/)
      .filter((name) => !options.includes(name))
      .chain((name) => fc.constantFrom(`--${name}`, `--${name}=value`))
    fc.assert(
      fc.property(stranger, (option) => {
        expect(parse([option])).toMatchObject({ kind: 'wrong', reason: expect.stringContaining('no option') as string })
      }),
    )
  })
})

describe('forkyard call', () => {
  const commandOf = (...args: string[]) => {
    const parsed = parseCallArguments(args, { environment, folder: () => '/here' })
    return parsed.kind === 'options' ? parsed.value.task.command : parsed
  }

  it.each([
    [['work.ts#run', '1', 'a.png', '{"x":[null]}'], '/here/work.ts', 'run', [1, 'a.png', { x: [null] }]],
    [['../w.mjs', '--json', '"1"'], '/w.mjs', 'default', ['1']],
    [['/a/b.py:go', '--', '-1', '--json'], '/a/b.py', 'go', [-1, '--json']],
    [['~/w#x.ts#run'], '~/w#x.ts', 'run', []],
    [['w.ts#'], '/here/w.ts', 'default', []],
  ])('understands %j', (args, module, name, values) => {
    expect(commandOf(...args)).toEqual({ kind: 'function', module, name, args: values })
  })

  it.each([[[]], [['']], [['work.py']], [['work.py:']], [['#run']], [['w.ts#run', '--folder', '']]])(
    'refuses %j with a sentence',
    (args) => {
      expect(commandOf(...args)).toMatchObject({ kind: 'wrong', reason: expect.stringMatching(/^.{20,}$/) as string })
    },
  )
})

describe('forkyard serve', () => {
  it.each([
    [[], 'refuse'],
    [['--restore-backup'], 'restore'],
    [['--start-empty'], 'start-empty'],
  ])('with %j does with a damaged database what that says', (args, onDamage) => {
    expect(parseServeArguments(args)).toMatchObject({ kind: 'options', value: { onDamage } })
  })
})

describe('forkyard add', () => {
  const noNul = (text: string) => text.replaceAll('\0', '')
  const text = fc.string({ unit: 'binary' }).map(noNul)
  const name = text.map((value) => value.replaceAll('=', '')).filter((value) => value !== '')

  it('takes names, variables and commands as they are', () => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1 }),
        text,
        fc.uniqueArray(fc.tuple(name, text), { selector: ([key]) => key }),
        fc.uniqueArray(fc.tuple(name, text), { selector: ([key]) => key }),
        (argv, called, plain, secret) => {
          const args = [
            `--name=${called}`,
            ...plain.flatMap(([key, value]) => [`--env`, `${key}=${value}`].slice(0, 2)),
            ...secret.map(([key, value]) => `--secret=${key}=${value}`),
          ]
          // What is exactly `--` ends the options, wherever it stands.
          fc.pre(!args.includes('--'))
          const parsed = parseAdd([...args, '--', ...argv])
          if (parsed.kind !== 'options') throw new Error(JSON.stringify(parsed))
          const { task } = parsed.value
          expect(task.command).toEqual({ kind: 'argv', argv })
          expect(task.name).toBe(called)
          const expected: [string, string][] = [...plain, ...secret]
          expect(Object.entries(task.environment ?? {}).sort()).toEqual([...new Map(expected)].sort())
          expect(task.secrets ?? []).toEqual(secret.map(([key]) => key))
        },
      ),
    )
  })

  const taskOf = (...args: string[]): Task => {
    const parsed = parseAdd(args)
    if (parsed.kind !== 'options') throw new Error(JSON.stringify(parsed))
    return parsed.value.task
  }

  it('reads a folder from where it was called', () => {
    expect(taskOf('--', 'x').folder).toBe('/here')
    expect(taskOf('--folder', '../a', '--', 'x').folder).toBe('/a')
    expect(taskOf('--folder=/b/', '--', 'x').folder).toBe('/b')
    expect(taskOf('--folder=~/c', '--', 'x').folder).toBe('~/c')
    expect(taskOf('--folder=~c', '--', 'x').folder).toBe('/here/~c')
  })

  it('takes a secret from the environment where it has no value', () => {
    expect(taskOf('--secret', 'SET', '--shell', 'x')).toMatchObject({
      environment: { SET: 'its value' },
      secrets: ['SET'],
    })
    expect(taskOf('--secret', 'SET=other', '--shell', 'x').environment).toEqual({ SET: 'other' })
  })

  it.each([
    [[], 'Name a command after “--”'],
    [['--'], 'Name a command after “--”'],
    [['make', '-j4'], 'Put “--” before the command, as in: forkyard add [options] -- “make” ...'],
    [['--shell', 'a', '--', 'b'], 'Unexpected argument “b”.'],
    [['--shell'], '“--shell” needs a value.'],
    [['--wait=1', '--', 'x'], '“--wait” takes no value.'],
    [['--env', 'A', '--', 'x'], '--env must be NAME=VALUE, not “A”.'],
    [['--env', '=A', '--', 'x'], '--env must be NAME=VALUE, not “=A”.'],
    [['--secret', 'UNSET', '--', 'x'], 'not in your environment'],
    [['--secret', 'toString', '--', 'x'], 'not in your environment'],
    [['--secret', '=hidden', '--', 'x'], 'the name is missing'],
    [['--folder', '', '--', 'x'], '--folder must name a folder.'],
    [['--times', '0', '--', 'x'], '--times must be a whole number from 1 to 100000, not “0”.'],
    [['--times', '1e3', '--', 'x'], 'not “1e3”'],
    [['--times', '-1', '--', 'x'], 'not “-1”'],
    [['--times', '100001', '--', 'x'], 'not “100001”'],
    [['--name', '--', 'x'], '“--name” needs a value.'],
  ])('refuses %j', (args, reason) => {
    expect(parseAdd(args)).toMatchObject({ kind: 'wrong', reason: expect.stringContaining(reason) as string })
  })

  it('never repeats a secret in what it says', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (value) => {
        const parsed = parseAdd([`--secret==${value}`, '--', 'x'])
        expect(JSON.stringify(parsed)).not.toContain(JSON.stringify(value).slice(1, -1))
      }),
    )
  })

  it('asks for a folder where the one it was called in is gone', () => {
    const folder = () => {
      throw new Error('ENOENT')
    }
    const reason = expect.stringContaining('name one with --folder') as string
    expect(parseAddArguments(['--', 'x'], { environment, folder })).toMatchObject({ kind: 'wrong', reason })
  })
})

describe('forkyard compare', () => {
  it('takes an argument as JSON, or else as text', () => {
    const args = ['--times=5', 'src/work.ts#run', '12', 'true', '{"a":[null]}', 'a b', '"12"', '', '--', '-3', '--json']
    expect(parseCompare(args)).toEqual({
      kind: 'options',
      value: {
        call: {
          module: '/here/src/work.ts',
          name: 'run',
          args: [12, true, { a: [null] }, 'a b', '12', '', -3, '--json'],
        },
        folder: '/here',
        times: 5,
        workers: 3,
        isJson: false,
      },
    })
    expect(parseCompare(['/a#b/work.ts#run'])).toMatchObject({
      value: { call: { module: '/a#b/work.ts', name: 'run' } },
    })
    expect(parseCompare(['--folder', '../b', 'work.ts'])).toMatchObject({
      value: { call: { module: '/here/work.ts' }, folder: '/b' },
    })
    expect(parseCompare(['work.ts'])).toMatchObject({ value: { call: { name: 'default', args: [] } } })
  })

  it.each([
    [[], 'Name a function, as in: forkyard compare'],
    [['#run'], '“#run” is not a function'],
    [['work.py'], '“work.py” is not a function'],
    [['--folder=', 'work.ts'], '--folder must name a folder.'],
    [['work.ts', '--times', '0'], '--times must be a whole number from 1 to 1000, not “0”.'],
    [['work.ts', '--times', '1001'], 'not “1001”'],
    [['work.ts', '--workers', '65'], '--workers must be a whole number from 1 to 64, not “65”.'],
  ])('refuses %j', (args, reason) => {
    expect(parseCompare(args)).toMatchObject({ kind: 'wrong', reason: expect.stringContaining(reason) as string })
  })
})

describe('forkyard list', () => {
  it.each([
    [['--state', 'dead'], '--state must be queued, live, ended, all, not “dead”.'],
    [['--outcome', 'won'], 'not “won”'],
    [['--outcome', 'toString'], 'not “toString”'],
    [['--state', 'live', '--outcome', 'failed'], 'A run that is live has no outcome'],
    [['--limit', '0'], '--limit must be a whole number from 1'],
    [['--limit', '99999999'], '--limit must be a whole number from 1'],
    [['--search', 'x'.repeat(201)], 'at most 200'],
    [['more'], 'Unexpected argument “more”.'],
  ])('refuses %j', (args, reason) => {
    expect(parseListArguments(args)).toMatchObject({ kind: 'wrong', reason: expect.stringContaining(reason) as string })
  })

  it('takes an outcome for a wish to see what ended', () => {
    expect(parseListArguments(['--outcome', 'failed', '--outcome=lost'])).toMatchObject({
      value: { state: 'ended', outcomes: ['failed', 'lost'] },
    })
  })
})

describe('ids', () => {
  it.each([[[]], [['0']], [['-1']], [['1.5']], [['x']], [['1', '']], [['9'.repeat(17)]], [['１']]])(
    'refuse %j',
    (args) => {
      expect(parseRunIds(args)).toMatchObject({ kind: 'wrong' })
    },
  )

  it('may be named twice and stand after “--”', () => {
    expect(parseRunIds(['3', '1', '3', '--', '2'])).toMatchObject({ value: { runIds: [3, 1, 2] } })
  })

  it('are one alone for show and logs', () => {
    expect(parseOneRun(['1', '2'], {})).toMatchObject({ kind: 'wrong', reason: 'Unexpected argument “2”.' })
    expect(parseLogsArguments(['1', '-f', '--tail', '0'])).toMatchObject({ value: { isFollowed: true, tail: 0 } })
    expect(parseLogsArguments(['1', '--tail=-5'])).toMatchObject({ kind: 'wrong' })
  })
})
