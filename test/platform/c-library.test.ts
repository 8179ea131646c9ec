import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** What a process says of its C library, in an installation with these packages. */
function stateWith(install: (packages: string) => void): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'forkyard-library-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  mkdirSync(join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  cpSync(join(root, 'src-main/platform/c-library.ts'), join(folder, 'c-library.ts'))
  install(join(folder, 'node_modules'))
  const code = `import { cLibraryState } from './c-library.ts'; console.log(JSON.stringify(await cLibraryState()))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

describe.skipIf(process.platform !== 'linux')('whether the C library can be called (Linux)', () => {
  it('is told with koffi, and without it', () => {
    const whole = stateWith((packages) => {
      for (const name of ['koffi', '@koromix']) symlinkSync(join(root, 'node_modules', name), join(packages, name))
    })
    expect(whole).toEqual({ kind: 'loaded' })
    expect(stateWith(() => undefined)).toEqual({ kind: 'absent', reason: 'The package koffi is not installed.' })
  })

  it('is a failure where koffi is there without a file that it imports', () => {
    const state = stateWith((packages) => {
      const koffi = join(packages, 'koffi')
      cpSync(join(root, 'node_modules/koffi'), koffi, { recursive: true })
      rmSync(join(koffi, 'src/koffi/src/static.js'))
    })
    expect(state).toMatchObject({ kind: 'failed', reason: expect.stringContaining('static.js') as string })
  })
})
