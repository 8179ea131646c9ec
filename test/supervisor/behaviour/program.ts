import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Trial, argv } from '../trial.ts'

/** As the C library's `execvp` does it, which shells and Node use. */
export function describeProgram(trial: () => Trial): void {
  describe.skipIf(process.platform === 'win32')('the program (not on Windows)', () => {
    const write = (path: string, text: string, mode = 0o755): void => {
      const file = join(trial().folder, path)
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(file, text)
      chmodSync(file, mode)
    }
    const outputOf = async (program: string[], PATH: string): Promise<string> =>
      (await trial().run(argv(...program), { environment: { PATH } })).output

    it('is the first of its name on the task’s PATH that may be executed', async () => {
      mkdirSync(join(trial().folder, 'one/greet'), { recursive: true })
      write('two/greet', '#!/bin/sh\necho two', 0o644)
      write('three/greet', '#!/bin/sh\necho three "$0" "$1"')
      write('four/greet', '#!/bin/sh\necho four')
      const { folder } = trial()
      const path = ['none', 'one', 'two', 'three', 'four'].map((part) => join(folder, part)).join(':')
      expect(await outputOf(['greet', 'you'], path)).toBe(`three ${join(folder, 'three/greet')} you\n`)
    })

    it('is searched from the task’s folder where a part of PATH is relative or empty', async () => {
      write('greet', '#!/bin/sh\necho here')
      write('tools/greet', '#!/bin/sh\necho tools')
      expect(await outputOf(['greet'], '/nowhere:')).toBe('here\n')
      expect(await outputOf(['greet'], '/nowhere:tools:')).toBe('tools\n')
    })

    it('is seen from the task’s folder where its name has a slash', async () => {
      write('tools/greet', '#!/bin/sh\necho tools')
      expect(await outputOf(['tools/greet'], '/nowhere')).toBe('tools\n')
      expect(await outputOf(['./tools/greet'], '/nowhere')).toBe('tools\n')
    })

    it('is given to a shell where it is text without a first line that names an interpreter', async () => {
      write('plain', 'echo plain "$1"')
      expect(await outputOf(['./plain', 'a b'], '/nowhere')).toBe('plain a b\n')
      expect(await outputOf(['plain', 'a b'], trial().folder)).toBe('plain a b\n')
    })

    it('gets as many arguments and variables as the system passes on', async () => {
      const long = 'x'.repeat(100_000)
      const items = Array.from({ length: 8 }, (_, index) => `${String(index)}${long}`)
      const environment = Object.fromEntries(items.map((item, index) => [`LONG_${String(index)}`, item]))
      const script = 'echo "$#" "${#8}" "${#LONG_7}"'
      const { output } = await trial().run(argv('sh', '-c', script, 'sh', ...items), { environment })
      expect(output).toBe('8 100001 100001\n')
    })
  })
}
