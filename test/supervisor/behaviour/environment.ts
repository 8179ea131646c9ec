import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { fixture } from '../fixture.ts'
import { type Trial, argv, shell } from '../trial.ts'

const node = process.execPath

export function describeEnvironment(trial: () => Trial): void {
  describe('what a task finds', () => {
    it('gets names and values of its environment unchanged, on top of the base', async () => {
      const environment = { 'a-b': '1', 'x.y': '2', UID: '3', IFS: ',', LINES_: 'one\ntwo\n', EMPTY: '', Ünï: '“ü”' }
      const { output } = await trial().run(argv(node, fixture('print-environment.ts')), { environment })
      const seen = JSON.parse(output) as Record<string, string>
      expect(seen).toMatchObject({ ...environment, FROM_BASE: 'base' })
      expect(seen.FORKYARD_RUN_ID).toMatch(/^[0-9a-f]{18}\.1\.1$/)
    })

    it('gets nothing of the supervisor process’s own environment', async () => {
      process.env.FORKYARD_LEAK = 'leaked'
      const { output } = await trial().run(argv(node, fixture('print-environment.ts')))
      delete process.env.FORKYARD_LEAK
      const names = Object.keys(JSON.parse(output) as object).toSorted()
      expect(names).toEqual(['FORKYARD_RUN_ID', 'FORKYARD_TRIAL', 'FROM_BASE', 'LANG', 'PATH'])
    })

    it('makes files with the modes that the user’s own mask leaves', async () => {
      const { output } = await trial().run(shell('umask'))
      expect(Number.parseInt(output, 8)).toBe(Number.parseInt(execFileSync('/bin/sh', ['-c', 'umask']).toString(), 8))
    })

    it('gets argv items exactly as given', async () => {
      const items = ['', ' ', 'a b', '"', "'", '\\', '$HOME', '`x`', '*', 'two\nlines', '日本語 🌲', '--', '%PATH%']
      const { output } = await trial().run(argv(node, fixture('print-arguments.ts'), ...items))
      expect(JSON.parse(output)).toEqual(items)
    })

    it('gets a shell line exactly as typed', async () => {
      const line = `x='a "b"'; printf '%s|' "$x" \\$HOME 'ü 木' "$(echo "1\n2" | tr '\\n' - | sed 's/-$//')" | sed 's/|/\\n/g'\necho "$0 $#"`
      const { output } = await trial().run(shell(line))
      expect(output).toBe('a "b"\n$HOME\nü 木\n1-2\n/bin/sh 0\n')
      const asArguments = `cat /proc/$$/cmdline # ${line.replaceAll('\n', '\n# ')}`
      expect((await trial().run(shell(asArguments))).output).toBe(`/bin/sh\0-c\0${asArguments}\0`)
    })

    it('has no signal ignored or blocked', async () => {
      const { output } = await trial().run(argv('grep', '-E', '^Sig(Ign|Blk):', '/proc/self/status'))
      expect(output).toBe('SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n')
    })

    it('leads a session and a process group of its own', async () => {
      const key = trial().launch(argv('cat', '/proc/self/stat'))
      const { pid } = await trial().event('started', key)
      const output = await trial().printed(key, /\n/)
      const [, , , , group, session] = output.split(' ').map(Number)
      expect({ group, session }).toEqual({ group: pid, session: pid })
    })

    it('has nothing on its standard input, and no descriptor that a plain child would not have', async () => {
      const line = 'cat; ls /proc/self/fd'
      const { output } = await trial().run(shell(line))
      const plain = execFileSync('/bin/sh', ['-c', line], { input: '', encoding: 'utf8' })
      expect(output).toMatch(/^0\n1\n2\n/)
      // A plain child also has what this test's own process was started with, and leaves open to its children.
      expect(plain.split('\n')).toEqual(expect.arrayContaining(output.split('\n')))
    })

    it('works in the folder it was given', async () => {
      const { output } = await trial().run(argv('pwd'), { folder: '/usr/bin' })
      expect(output).toBe('/usr/bin\n')
    })
  })
}
