import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** Files in whose place the texts stand. */
const places = ['src-main/main.ts', 'src-main/shell/shell.ts', 'src-main/engine/index.ts']

let folder: string
let eslint: ESLint
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lint-'))
  // These files alone: with all that they import, reading it takes longer than the rules.
  const project = join(folder, 'tsconfig.json')
  const compilerOptions = { noResolve: true, types: [] }
  const files = places.map((file) => join(root, file))
  writeFileSync(project, JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, files }))
  eslint = new ESLint({
    cwd: root,
    // Else typescript-eslint, where CI is set, reads the files and not the texts that stand in their place.
    overrideConfig: {
      languageOptions: { parserOptions: { project: [project], disallowAutomaticSingleRunInference: true } },
    },
  })
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** The rules that this text breaks in the place of a file that is there. */
async function brokenRules(file: string, text: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(text, { filePath: join(root, file) })
  return results.flatMap((result) => result.messages.map((message) => message.ruleId))
}

const imported = `import { ipcMain } from 'electron'\nipcMain.removeAllListeners()\n`
const reached = `import * as electron from 'electron'\nelectron.ipcMain.removeAllListeners()\n`

describe('raw Electron IPC', () => {
  it('is refused where it is imported by name', async () => {
    expect(await brokenRules('src-main/main.ts', imported)).toContain('no-restricted-imports')
  })

  it('is refused where it is reached through the module', async () => {
    expect(await brokenRules('src-main/main.ts', reached)).toContain('no-restricted-syntax')
  })

  it('is what the shell is for', async () => {
    const broken = await brokenRules('src-main/shell/shell.ts', imported)
    expect(broken).not.toContain('no-restricted-imports')
    expect(broken).not.toContain('no-restricted-syntax')
  })
})

describe('the type-aware rules', () => {
  it('see a promise that nobody waits for', async () => {
    const text = `export function begin(): void {\n  Promise.resolve(1)\n}\n`
    expect(await brokenRules('src-main/engine/index.ts', text)).toContain('@typescript-eslint/no-floating-promises')
  })

  it('see any', async () => {
    const text = `export const it = (JSON.parse('1') as any).x\n`
    expect(await brokenRules('src-main/engine/index.ts', text)).toContain('@typescript-eslint/no-explicit-any')
  })
})
