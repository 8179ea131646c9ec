// Over 250 lines: tables of drafts and what is said of each.
import fc from 'fast-check'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, test, vi } from 'vitest'
import { parse } from '../../src-main/contract/parse.ts'
import { taskSchema } from '../../src-main/contract/task.ts'
import { commandLine } from '../../src-main/contract/command-line.ts'
import { splitWords } from '../../src-renderer/features/new-task/argument-words.ts'
import {
  checkablePart,
  draftOf,
  emptyDraft,
  findingsIn,
  placed,
  taskOf,
} from '../../src-renderer/features/new-task/draft.ts'
import {
  environmentOf,
  isSecretName,
  rowsFromPaste,
  rowsOf,
} from '../../src-renderer/features/new-task/environment-lines.ts'
import { useRecentPaths } from '../../src-renderer/fields/recent-paths.ts'

describe('a line as a program and its arguments', () => {
  test.each([
    ['', []],
    ['  gzip   -9 file ', ['gzip', '-9', 'file']],
    [`sh -c 'echo "a b" | wc'`, ['sh', '-c', 'echo "a b" | wc']],
    [`a "b $HOME \\$x \\" \\n" c`, ['a', 'b $HOME $x " \\n', 'c']],
    [`x'y'"z"\\ w ''`, ['xyz w', '']],
    ['one \\\ntwo\nthree', ['one', 'two', 'three']],
    ['"a\\\\b" "\\`x\\`"', ['a\\b', '`x`']],
    ['ls *.txt | wc > out; $(id)', ['ls', '*.txt', '|', 'wc', '>', 'out;', '$(id)']],
  ])('%j is %j', (line, argv) => {
    expect(splitWords(line)).toEqual({ ok: true, argv })
  })

  test.each([
    [`echo 'open`, 'open-quote'],
    ['echo "open \\"', 'open-quote'],
    ['echo \\', 'open-backslash'],
  ])('%j is refused as %s', (line, problem) => {
    expect(splitWords(line)).toEqual({ ok: false, problem })
  })

  test('reads every command back as it is shown', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (argv) => {
        expect(splitWords(commandLine({ kind: 'argv', argv }))).toEqual({ ok: true, argv })
      }),
    )
  })
})

describe('pasted environment', () => {
  test('becomes rows, without comments, blank lines, export and quotes', () => {
    const text = `# settings\n\nA=1\r\nexport B=two words\n  C = "x=y"\nD='line 1\nline 2'\nE=\na-b.c=1`
    expect(rowsFromPaste(text)).toEqual([
      { name: 'A', value: '1', isSecret: false },
      { name: 'B', value: 'two words', isSecret: false },
      { name: 'C', value: ' "x=y"', isSecret: false },
      { name: 'D', value: 'line 1\nline 2', isSecret: false },
      { name: 'E', value: '', isSecret: false },
      { name: 'a-b.c', value: '1', isSecret: false },
    ])
  })

  test.each([
    'GITHUB_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'db-password',
    'PGPASSWORD',
    'API_KEY',
    'apikey',
    'SSH_KEYS',
    'key',
  ])('is marked as secret where a variable is named %s', (name) => {
    expect(rowsFromPaste(`A=1\n${name}=x`)?.map(({ isSecret }) => isSecret)).toEqual([false, true])
  })

  test.each(['KEYBOARD', 'MONKEY', 'HOCKEY_TEAM', 'PATH', 'KEYNOTE'])('leaves %s readable', (name) => {
    expect(isSecretName(name)).toBe(false)
  })

  test.each(['', '\n# only a comment\n', 'just a word', 'A=1\nnot a variable', '=x'])('%j is left as it is', (text) => {
    expect(rowsFromPaste(text)).toBeUndefined()
  })

  test('answers for anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => rowsFromPaste(text)).not.toThrow()
      }),
    )
  })

  test('leaves empty rows out', () => {
    expect(environmentOf([...rowsOf({ A: '1' }), { name: '', value: '', isSecret: false }])).toEqual({ A: '1' })
  })
})

const plain = (row: { name: string; value: string }) => ({ ...row, isSecret: false })

describe('a draft', () => {
  const filled = { ...emptyDraft(), text: 'make -j4' }

  test('is the task that it describes', () => {
    expect(
      taskOf({ ...filled, kind: 'argv', name: 'build', folder: '/tmp', environment: rowsOf({ CC: 'clang' }) }),
    ).toEqual({
      command: { kind: 'argv', argv: ['make', '-j4'] },
      name: 'build',
      folder: '/tmp',
      environment: { CC: 'clang' },
      colours: false,
      unbuffered: true,
    })
    expect(taskOf(filled)).toEqual({ command: { kind: 'shell', line: 'make -j4' }, colours: false, unbuffered: true })
  })

  test('made of a task describes that task', () => {
    const task = fc.record({
      command: fc.oneof(
        fc.record({ kind: fc.constant('shell' as const), line: fc.string() }),
        fc.record({ kind: fc.constant('argv' as const), argv: fc.array(fc.string()) }),
      ),
      name: fc.string({ minLength: 1 }),
      folder: fc.string({ minLength: 1 }),
      environment: fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { minKeys: 1, noNullPrototype: true }),
      colours: fc.boolean(),
      unbuffered: fc.boolean(),
    })
    fc.assert(
      fc.property(task, (one) => {
        expect(taskOf(draftOf(one))).toEqual(one)
      }),
    )
  })

  test('with nothing wrong has no findings', () => {
    expect(findingsIn(filled)).toEqual([])
  })

  test.each([
    ['an empty line', { text: ' \n' }, { field: 'command', code: 'blank' }],
    ['no program', { kind: 'argv' as const, text: '' }, { field: 'command', code: 'blank' }],
    ['a blank program', { kind: 'argv' as const, text: "'' x" }, { field: 'command', code: 'blank' }],
    ['an open quote', { kind: 'argv' as const, text: "echo 'x" }, { field: 'command', code: 'open-quote' }],
    ['NUL', { text: 'echo \0' }, { field: 'command', code: 'contains-nul' }],
    ['a line above the limit', { text: 'x'.repeat(131_072) }, { field: 'command', code: 'too-long', bound: '131071' }],
    ['a blank name', { name: '  ' }, { field: 'name', code: 'blank' }],
    ['a long name', { name: 'x'.repeat(10_000) }, { field: 'name', code: 'too-long', bound: '200' }],
    ['a name with a newline', { name: 'a\nb' }, { field: 'name', code: 'control-character' }],
    ['a relative folder', { folder: 'work' }, { field: 'folder', code: 'not-absolute' }],
    ['0 times', { times: 0 }, { field: 'times', code: 'too-small', bound: '1' }],
    ['1.5 times', { times: 1.5 }, { field: 'times', code: 'not-whole' }],
    ['an empty number', { times: NaN }, { field: 'times', code: 'not-whole' }],
    ['1e9 times', { times: 1e9 }, { field: 'times', code: 'too-large', bound: '100000' }],
  ])('with %s says so at its field', (_, change, expected) => {
    expect(findingsIn({ ...filled, ...change })).toEqual([expect.objectContaining(expected)])
  })

  test.each([
    ['no name', { name: '', value: 'x' }, 'blank'],
    ['“=” in its name', { name: 'A=B', value: '' }, 'contains-equals-sign'],
    ['a name of ours', { name: 'FORKYARD_RUN_ID', value: '' }, 'reserved'],
    ['a repeated name', { name: 'x.y', value: '' }, 'repeated'],
    ['NUL in its value', { name: 'a.b', value: '\0' }, 'contains-nul'],
    ['a long name with “=”', { name: `${'x'.repeat(100)}=`, value: '' }, 'contains-equals-sign'],
    ['a tab and “=” in its name', { name: 'a\tb=', value: '' }, 'contains-equals-sign'],
  ])('with a variable with %s says so at its row', (_, row, code) => {
    const environment = [{ name: '', value: '' }, { name: 'x.y', value: '1' }, row].map(plain)
    expect(findingsIn({ ...filled, environment })).toEqual([
      expect.objectContaining({ field: 'environment', row: 2, code }),
    ])
  })

  test('takes what the host finds to the same fields', () => {
    const issue = (path: string) => ({ path, code: 'folder-unusable', message: 'The folder /x does not exist.' })
    const fields = [
      'folder',
      'tasks.0.folder',
      'task.name',
      'times',
      'command.argv.3',
      'environment',
      '',
      'tasks.0',
    ].map((path) => placed([issue(path)], filled)[0]?.field)
    expect(fields).toEqual(['folder', 'folder', 'name', 'times', 'command', 'environment', 'other', 'other'])
  })

  test('is looked at by the host without the parts that are wrong', () => {
    const wrong = { ...filled, kind: 'argv' as const, text: "'open", folder: '/tmp', name: 'x'.repeat(201), times: 0 }
    expect(checkablePart(wrong)).toEqual({ command: { kind: 'shell', line: ':' }, folder: '/tmp' })
    const right = { ...filled, folder: 'x', environment: rowsOf({ A: '1' }) }
    expect(checkablePart(right)).toEqual({ command: { kind: 'shell', line: 'make -j4' }, environment: { A: '1' } })
  })

  test('without findings is a task that the contract takes', () => {
    const draft = fc.record({
      kind: fc.constantFrom('shell' as const, 'argv' as const, 'function' as const),
      text: fc.string({ unit: 'binary' }),
      module: fc.string({ unit: 'binary' }),
      functionName: fc.string({ unit: 'binary' }),
      args: fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constant('1e999'))),
      folder: fc.oneof(fc.constantFrom('', '/tmp', '~', '~/x', 'x'), fc.string({ unit: 'binary' })),
      name: fc.string({ unit: 'binary' }),
      environment: fc.array(
        fc.record({
          name: fc.string({ unit: 'binary' }),
          value: fc.string({ unit: 'binary' }),
          isSecret: fc.boolean(),
        }),
      ),
      times: fc.integer(),
      options: fc.record({ colours: fc.boolean(), unbuffered: fc.boolean() }),
    })
    fc.assert(
      fc.property(draft, (one) => {
        if (findingsIn(one).length === 0) expect(parse(taskSchema, taskOf(one)).ok).toBe(true)
        expect(parse(taskSchema, checkablePart(one)).ok).toBe(true)
      }),
    )
  })
})

describe('a secret', () => {
  const token = { name: 'TOKEN', value: 'geheim', isSecret: true }
  const draft = { ...emptyDraft(), text: 'deploy', environment: [plain({ name: 'A', value: '1' }), token] }

  test('is named as one in the task', () => {
    expect(taskOf(draft)).toMatchObject({ environment: { A: '1', TOKEN: 'geheim' }, secrets: ['TOKEN'] })
    expect(parse(taskSchema, taskOf(draft)).ok).toBe(true)
  })

  test('does not leave the dialog while one types, but its length does', () => {
    expect(checkablePart(draft).environment).toEqual({ A: '1', TOKEN: 'xxxxxx' })
    const long = { ...token, value: 'ü'.repeat(3) }
    expect(checkablePart({ ...draft, environment: [long] }).environment).toEqual({ TOKEN: 'xxxxxx' })
  })

  test('of a run that is edited again is empty, and is to be filled in', () => {
    const again = draftOf({ ...taskOf(draft), environment: { A: '1', TOKEN: '' } })
    expect(again.environment).toEqual([plain({ name: 'A', value: '1' }), { ...token, value: '' }])
    expect(findingsIn(again)).toEqual([{ field: 'environment', row: 1, code: 'unfilled-secret' }])
    expect(findingsIn({ ...again, environment: [token] })).toEqual([])
  })
})

describe('recent folders', () => {
  function storing(content?: string) {
    const values = new Map<string, string>(content === undefined ? [] : [['forkyard.recent-folders', content]])
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
    })
    setActivePinia(createPinia())
    return useRecentPaths()
  }

  test('are kept latest first, each once, at most eight', () => {
    const recentPaths = storing()
    for (const folder of ['/a', '/b', '/a', '/1', '/2', '/3', '/4', '/5', '/6', '/7'])
      recentPaths.remember('folder', folder)
    const kept = ['/7', '/6', '/5', '/4', '/3', '/2', '/1', '/a']
    expect(recentPaths.folder).toEqual(kept)
    setActivePinia(createPinia())
    expect(useRecentPaths().folder).toEqual(kept)
  })

  test.each(['{', '{}', '"x"', '[1,null,"/a"]'])('survive %j in storage', (content) => {
    expect(storing(content).folder.every((folder) => typeof folder === 'string')).toBe(true)
  })
})
