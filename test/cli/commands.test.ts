import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cliEntry } from '../machine/programs.ts'
import { Home, parseLines, patience } from './harness/home.ts'

let home: Home

beforeAll(async () => {
  home = await Home.withHost()
})
afterAll(() => home.remove())

const stateOf = async (id: string) => (await home.json('show', id))[0]?.state

/** A run that lives until it is ended. */
async function addLong(...options: string[]): Promise<string> {
  const id = await home.add(...options, '--', 'sleep', '1000')
  await expect.poll(() => stateOf(id), patience).toBe('running')
  return id
}

describe('forkyard add', () => {
  test('prints the id of the run, which runs where it was called, with what it was given', async () => {
    const line = 'printf "%s|" "$PWD" "$WORD" "$HIDDEN" "$FORCE_COLOR"'
    const options = ['--name', 'a name', '--env', 'WORD=a=b c', '--secret', 'HIDDEN', '--colours', '--json']
    const added = await home.start(['add', ...options, '--shell', line], { environment: { HIDDEN: 'not told' } }).result
    expect(added).toMatchObject({ code: 0, stderr: '' })
    const [{ id } = {}] = parseLines(added.stdout)
    expect(added.stdout).toBe(`{"id":${String(id)}}\n`)
    expect(await home.run('wait', String(id))).toMatchObject({ code: 0 })
    expect((await home.run('logs', String(id))).stdout).toBe(`${home.folder}|a=b c|not told|1|`)
    const [shown] = await home.json('show', String(id))
    expect(shown).toMatchObject({ name: 'a name', task: { secrets: ['HIDDEN'], environment: { WORD: 'a=b c' } } })
    expect(JSON.stringify(shown)).not.toContain('not told')
    expect((await home.run('show', String(id))).stdout).toContain('HIDDEN=(secret)')
  })

  test.skipIf(process.platform !== 'linux')('keeps the value of a secret out of the list of processes', async () => {
    const options = ['--secret', 'FIRST=hidden value', '--secret=SECOND=hidden too']
    const waiting = home.start(['add', '--wait', ...options, '--', 'sleep', '1000'])
    await expect.poll(() => waiting.stdout, patience).toMatch(/\d\n/)
    const shown = await readFile(`/proc/${String(waiting.child.pid)}/cmdline`, 'utf8')
    expect(shown).toContain('forkyard add')
    expect(shown).not.toContain('hidden')
    await home.run('kill', waiting.stdout.trim())
    await waiting.result
  })

  test('submits a command several times', async () => {
    const { stdout } = await home.run('add', '--times', '3', '--json', '--', 'true')
    const ids = parseLines(stdout).map(({ id }) => Number(id))
    expect(ids).toEqual([ids[0], ids[0]! + 1, ids[0]! + 2])
  })

  test.each([
    [['--', 'true'], 0],
    [['--', 'sh', '-c', 'exit 7'], 7],
    [['--shell', 'kill -TERM $$'], 143],
    [['--', '/does/not/exist'], 125],
    [['--times', '3', '--shell', 'exit 4'], 4],
  ])('--wait ends as the run did: %j with %i', async (args, code) => {
    const { stdout, stderr, ...ended } = await home.run('add', '--wait', ...args)
    expect(ended).toEqual({ code })
    expect(stdout).toMatch(/^(\d+\n)+$/)
    expect(stderr).toMatch(code === 0 ? /^$/ : /^(forkyard: Run \d+ .* Its output: forkyard logs \d+\n)+$/)
  })

  test('--wait leaves the run going at Ctrl+C, and says so', async () => {
    const waiting = home.start(['add', '--wait', '--', 'sleep', '1000'])
    await expect.poll(() => waiting.stdout, patience).toMatch(/\d\n/)
    const id = waiting.stdout.trim()
    await expect.poll(() => stateOf(id), patience).toBe('running')
    waiting.child.kill('SIGINT')
    const { code, stderr } = await waiting.result
    expect(code).toBe(130)
    expect(stderr).toBe(
      `forkyard: Run ${id} keeps running. “forkyard wait ${id}” waits again, “forkyard terminate ${id}” ends it.\n`,
    )
    expect(await stateOf(id)).toBe('running')
    await home.run('kill', id)
  })

  test.each([
    [['--name', ' ', '--', 'x'], '--name must not be blank.'],
    [['--name', 'a\tb', '--', 'x'], '--name contains a control character'],
    [['--folder', '/does/not/exist', '--', 'x'], '/does/not/exist'],
    [['--env', '__proto__=1', '--', 'x'], 'A variable of --env or --secret is a name that cannot be used.'],
    [['--env', 'forkyard_run_id=1', '--', 'x'], 'is a name that Forkyard sets itself'],
    [['--shell', ' '], '--shell must not be blank.'],
    [['--', ''], 'The command must not be blank.'],
  ])('tells what the host refuses in its own words: %j', async (args, reason) => {
    const { code, stdout, stderr } = await home.run('add', ...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(reason)
    expect(stderr).not.toContain('tasks.0')
  })

  test.skipIf(process.platform !== 'linux')('refuses bytes that would not arrive as they are', async () => {
    // A shell is how such an argument is made: Node itself cannot give one.
    const file = join(home.folder, 'call.sh')
    await writeFile(file, Buffer.from(`exec "$@" -- cat 'caf\xe9'\n`, 'latin1'))
    const { CommandProcess } = await import('./harness/home.ts')
    const shell = new CommandProcess(
      [
        '-e',
        `require('child_process').spawn('sh', ['${file}', process.execPath, '${cliEntry}', 'add'], {stdio: 'inherit'}).on('close', (code) => process.exit(code))`,
      ],
      { PATH: process.env.PATH, FORKYARD_HOME: home.dataFolder },
      home.folder,
    )
    expect(await shell.result).toMatchObject({ code: 2, stderr: expect.stringContaining('not UTF-8') as string })
    const { code } = await home.run('add', '--', 'echo', 'a real \uFFFD')
    expect(code).toBe(0)
  })
})

describe('forkyard list and show', () => {
  // Some twenty processes, one after another.
  test('show what lives, waits and ended, and only what was asked for', async () => {
    const other = await Home.withHost()
    try {
      const failed = await other.add('--name', 'first try', '--shell', 'exit 2')
      await other.run('wait', failed)
      const { stdout } = await other.run('add', '--times', '70', '--json', '--name', 'sleeper', '--', 'sleep', '1000')
      const ids = parseLines(stdout).map(({ id }) => id)
      await expect.poll(async () => (await other.json('list', '--state', 'live'))[0]?.state, patience).toBe('running')
      const live = await other.json('list', '--state', 'live')
      const queued = await other.json('list', '--state', 'queued')
      expect([...live, ...queued].map(({ id }) => id)).toEqual(ids)
      expect(queued[0]).toMatchObject({ state: 'queued', position: 0, waitsFor: { kind: 'slot' } })
      expect(await other.json('list', '--outcome', 'failed')).toMatchObject([
        { id: Number(failed), state: 'ended', name: 'first try', outcome: { kind: 'failed', exitStatus: { code: 2 } } },
      ])
      expect(await other.json('list', '--outcome', 'succeeded')).toEqual([])
      expect(await other.json('list', '--search', 'tr FIR')).toMatchObject([{ id: Number(failed) }])
      const search = (text: string) => other.json('list', '--state', 'queued', '--search', text)
      expect(await search('10 SLEE')).toHaveLength(queued.length)
      expect(await search('leep')).toEqual([])
      expect(await other.json('list', '--limit', '3')).toHaveLength(3)
      const all = await other.json('list')
      expect(all.map(({ id }) => id)).toEqual([...ids, Number(failed)])

      const table = (await other.run('list')).stdout.split('\n')
      expect(table[0]).toMatch(/^ID {2}STATE/)
      expect(new Set(table.slice(0, -1).map((row) => row.search(/COMMAND|sleep 1000|exit 2/))).size).toBe(1)
      const shown = await other.run('show', String(ids[69]))
      expect(shown.stdout).toMatch(/^Run: +71 .*\nState: +queued\nWaits for: +a free slot, \d+ before it\n/)
    } finally {
      await other.run('stop')
      await other.remove()
    }
  })

  test('keep control characters off the terminal', async () => {
    const id = await home.add('--', 'printf', 'a\u001b]0;title\u0007\n\u202eb')
    for (const args of [['list'], ['show', id], ['list', '--search', 'printf']]) {
      const { stdout } = await home.run(...args)
      expect(stdout).toContain('a␛]0;title␇↵�b')
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    }
  })
})

describe('forkyard logs', () => {
  test('prints every byte of a log, and its last lines', async () => {
    const id = await home.add('--shell', 'printf "a\\000\\377\\n\\nlast"')
    await home.run('wait', id)
    const parts = await home.json('logs', id)
    const bytes = Buffer.concat(parts.map((part) => Buffer.from(part.bytes as string, 'base64')))
    expect(bytes.toString('latin1')).toBe('a\0\xff\n\nlast')
    expect(parts[0]).toMatchObject({ id: Number(id), attempt: 1, offset: 0 })
    expect((await home.run('logs', id, '--tail', '1')).stdout).toBe('last')
    expect((await home.run('logs', id, '--tail', '2')).stdout).toBe('\nlast')
    expect((await home.run('logs', id, '--tail', '0')).stdout).toBe('')
    expect(await home.json('logs', id, '--tail', '9')).toEqual(parts)
  })

  test('finds the last lines of a log of 20 MB, however they lie', async () => {
    const id = await home.add('--shell', 'seq 1 2500000; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo end')
    await home.run('wait', id)
    expect((await home.run('logs', id, '--tail', '1')).stdout).toBe('end\n')
    const { stdout } = await home.run('logs', id, '--tail', '4')
    expect(stdout.split('\n').map((line) => (line.length > 20 ? line.length : line))).toEqual([
      '2499999',
      '2500000',
      3_000_000,
      'end',
      '',
    ])
    const whole = await home.run('logs', id)
    expect(whole.stdout).toBe(await readFile(join(home.dataFolder, `logs/0/${id}-1.log`), 'utf8'))
  })

  test('follows a run from the queue to its end', async () => {
    const marker = join(home.folder, 'go')
    const id = await home.add('--shell', `echo one; until [ -e '${marker}' ]; do sleep 0.05; done; echo two`)
    const following = home.start(['logs', id, '--follow'])
    await expect.poll(() => following.stdout, patience).toBe('one\n')
    expect((await home.run('logs', id)).stdout).toBe('one\n')
    await writeFile(marker, '')
    expect(await following.result).toEqual({ code: 0, stdout: 'one\ntwo\n', stderr: '' })
  })

  test('ends quietly when its reader goes', async () => {
    const id = await home.add('--shell', 'seq 1 1000000')
    await home.run('wait', id)
    const reading = home.start(['logs', id])
    reading.child.stdout?.destroy()
    expect(await reading.result).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('forkyard wait, terminate, kill, cancel and retry', () => {
  test('wait ends with the first status that is not 0, in the order of the ids', async () => {
    const ids = await Promise.all(['exit 0', 'exit 5', 'kill -9 $$'].map((line) => home.add('--shell', line)))
    expect(await home.run('wait', ids[0]!)).toMatchObject({ code: 0 })
    expect(await home.run('wait', ids[0]!, ids[2]!, ids[1]!)).toMatchObject({ code: 137 })
    const { code, stdout } = await home.run('wait', ...ids, '--json')
    expect(code).toBe(5)
    expect(parseLines(stdout)).toMatchObject(ids.map((id) => ({ id: Number(id), state: 'ended' })))
    expect(await home.run('wait', '999999')).toMatchObject({
      code: 1,
      stderr: 'forkyard: Run 999999 does not exist. “forkyard list” shows all runs.\n',
    })
  })

  test('terminate and kill end what lives', async () => {
    const [first, second] = [await addLong(), await addLong()]
    expect(await home.run('terminate', first)).toEqual({ code: 0, stdout: `Terminated ${first}.\n`, stderr: '' })
    expect(await home.run('wait', first)).toMatchObject({ code: 143 })
    expect(await home.json('kill', second)).toEqual([{ id: Number(second), ok: true }])
    expect(await home.run('wait', second)).toMatchObject({ code: 137 })
    expect(await home.run('terminate', first, '999999')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        `forkyard: Run ${first} had already ended.\n` +
        'forkyard: Run 999999 does not exist. “forkyard list” shows all runs.\n',
    })
  })

  test('cancel drops what waits and leaves alone what lives', async () => {
    const { pools } = (await home.json('status'))[0] as { pools: [{ size: number }] }
    const long = await Promise.all(Array.from({ length: pools[0].size }, () => addLong()))
    const waiting = await home.add('--', 'true')
    expect(await home.run('cancel', waiting, long[0]!)).toEqual({
      code: 1,
      stdout: `Cancelled ${waiting}.\n`,
      stderr: `forkyard: Run ${long[0]!} is no longer waiting. “forkyard terminate” ends a running one.\n`,
    })
    expect(await home.run('wait', waiting)).toMatchObject({ code: 125 })
    await home.run('kill', ...long)
  })

  test('retry makes new runs of the same tasks', async () => {
    const id = await home.add('--name', 'again', '--shell', 'exit 6')
    const { code, stdout, stderr } = await home.run('retry', id, '999999', '--json')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'forkyard: Run 999999 does not exist. “forkyard list” shows all runs.\n',
    })
    const [retried] = parseLines(stdout)
    expect(retried).toMatchObject({ of: Number(id) })
    expect(await home.run('wait', String(retried?.id))).toMatchObject({ code: 6 })
    expect((await home.json('show', String(retried?.id)))[0]).toMatchObject({ name: 'again' })
    expect((await home.run('retry', id)).stdout).toMatch(/^\d+\n$/)
  })
})

describe('forkyard status', () => {
  test('tells of the host and its pool', async () => {
    const [status] = await home.json('status')
    expect(status).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/) as string,
      pid: (await home.hostPids())[0],
      uptime: expect.any(Number) as number,
      pools: [{ name: 'default', size: expect.any(Number) as number }],
    })
    expect((await home.run('status')).stdout).toMatch(
      /^Forkyard: .*, PID \d+, running for .*\nFolder: .*\nPool default: .* slots taken, \d+ waiting\n$/,
    )
  })
})

test.each([
  ['add', '--wait'],
  ['list', '--search'],
  ['show', 'ID'],
  ['logs', '--follow'],
  ['wait', '125'],
  ['terminate', 'SIGTERM'],
  ['kill', 'SIGKILL'],
  ['cancel', 'wait'],
  ['retry', 'again'],
  ['status', 'Exits with 3'],
  ['stop', '--on-stop'],
])('forkyard %s --help has examples', async (name, word) => {
  const { code, stdout, stderr } = await home.run(name, '--help')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(new RegExp(`^Usage: forkyard ${name}`))
  expect(stdout).toContain(word)
  expect(stdout).toContain('Examples:\n  ')
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120)
})
