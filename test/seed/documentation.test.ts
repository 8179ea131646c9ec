import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** The whole scripts in docs/library.md: those that import the package, each with what its comments say it prints. */
const scripts = [...readFileSync(join(root, 'docs', 'library.md'), 'utf8').matchAll(/```ts\n(import [^`]*?)```/g)].map(
  ([, script = '']) => script,
)
const printed = ['[ 1, 4, 9 ]\n', '0\n1\n2\n3\n4\n5\n']

it('has its examples right', () => {
  expect(scripts).toHaveLength(printed.length)
  const folder = mkdtempSync(join(tmpdir(), 'forkyard-docs-'))
  try {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(root, join(folder, 'node_modules', 'forkyard'))
    for (const [index, script] of scripts.entries()) {
      const file = join(folder, `example-${index}.mts`)
      writeFileSync(file, script)
      const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' })
      expect({ stdout, stderr }).toEqual({ stdout: printed[index], stderr: '' })
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
