import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs')

interface Report {
  summary: { violations: { from: string; rule: { name: string } }[] }
}

/** The rule, the file that breaks it, and what it imports: a file of ours, or a module by its name. */
const broken = [
  ['contract-is-lowest', 'src-main/contract/a.ts', 'src-main/engine/index.ts'],
  ['contract-knows-only-valibot', 'src-main/contract/b.ts', 'node:fs'],
  ['engine-sees-ports-only', 'src-main/engine/a.ts', 'src-main/supervisor/launching/launch.ts'],
  ['supervisor-stands-alone', 'src-main/supervisor/a.ts', 'src-main/engine/index.ts'],
  ['compare-stands-on-workers', 'src-main/multiprocessing/compare/a.ts', 'src-main/engine/runs/pool.ts'],
  ['library-stands-on-workers', 'src-main/multiprocessing/library/a.ts', 'src-main/engine/runs/pool.ts'],
  ['library-without-a-database', 'src-main/multiprocessing/pools/a.ts', 'node:sqlite'],
  ['platform-knows-nobody', 'src-main/platform/a.ts', 'src-main/supervisor/port.ts'],
  [
    'message-queues-know-frames-and-memory',
    'src-main/multiprocessing/message-queues/a.ts',
    'src-main/multiprocessing/worker/entry.ts',
  ],
  ['multiprocessing-is-a-wing-of-its-own', 'src-main/multiprocessing/pools/b.ts', 'src-main/supervisor/port.ts'],
  ['worker-stands-on-message-queues', 'src-main/multiprocessing/worker/a.ts', 'src-main/engine/index.ts'],
  ['shell-sees-the-engine-only', 'src-main/shell/a.ts', 'src-main/engine/runs/pool.ts'],
  ['host-sees-the-engine-only', 'src-main/host/a.ts', 'src-main/supervisor/port.ts'],
  ['client-knows-the-contract-only', 'src-main/client/a.ts', 'src-main/engine/index.ts'],
  ['commands-see-the-client-only', 'src-main/commands/a.ts', 'src-main/engine/index.ts'],
  ['renderer-knows-the-contract-only', 'src-renderer/a.ts', 'src-main/engine/index.ts'],
  ['nothing-imports-a-root', 'src-main/host/b.ts', 'src-main/serve.ts'],
  ['features-apart', 'src-renderer/features/queue/a.ts', 'src-renderer/features/output/b.ts'],
  ['ui-is-dumb', 'src-renderer/ui/a.ts', 'src-renderer/mirror.ts'],
  ['ui-is-dumb', 'src-renderer/ui/b.ts', 'pinia'],
  ['product-free-of-tests-and-build', 'src-main/host/c.ts', 'test/b.ts'],
  ['electron-in-the-shell-only', 'src-main/engine/b.ts', 'electron'],
  ['electron-in-the-shell-only', 'src-renderer/b.ts', 'electron'],
  ['processes-in-the-supervisor-only', 'src-main/engine/c.ts', 'node:child_process'],
  ['processes-in-the-supervisor-only', 'src-main/commands/b.ts', 'node:child_process'],
  ['native-calls-in-one-file', 'src-main/supervisor/b.ts', 'koffi'],
  ['shipped-dependencies-are-declared', 'src-main/host/d.ts', 'uplot'],
  ['not-to-unresolvable', 'src-main/host/e.ts', './nowhere.ts'],
] as const

const kept = [
  ['src-main/engine/d.ts', 'src-main/supervisor/port.ts'],
  ['src-main/engine/e.ts', 'src-main/contract/c.ts'],
  ['src-main/host/f.ts', 'src-main/engine/index.ts'],
  ['src-main/commands/c.ts', 'src-main/client/a.ts'],
  ['src-main/main.ts', 'src-main/supervisor/connection/remote.ts'],
  ['src-renderer/c.ts', 'src-main/contract/c.ts'],
  ['src-renderer/ui/c.ts', 'src-renderer/ui/d.ts'],
  ['src-renderer/features/queue/b.ts', 'src-renderer/ui/d.ts'],
] as const

/** What one arrow alone cannot show. */
const others = {
  'src-main/shell/c.ts': `import { d } from './d.ts'\nexport const c = () => d\n`,
  'src-main/shell/d.ts': `import { c } from './c.ts'\nexport const d = () => c\n`,
  'src-main/shell/e.ts': `import { f } from './f.ts'\nexport const e = () => f\n`,
  'src-main/shell/f.ts': `import type { e } from './e.ts'\nexport const f = 1\nexport type E = typeof e\n`,
  'src-main/multiprocessing/pools/c.ts': `import { d } from './d.ts'\nexport const c = () => d\n`,
  'src-main/multiprocessing/pools/d.ts': `import type { c } from './c.ts'\nexport const d = 1\nexport type C = typeof c\n`,
  'src-main/engine/compare/a.ts': `import type { B } from './b.ts'\nexport interface A {\n  b: B\n}\n`,
  'src-main/engine/compare/b.ts': `import type { C } from './c.ts'\nexport interface B {\n  c: C\n}\n`,
  'src-main/engine/compare/c.ts': `import type { A } from './a.ts'\nexport interface C {\n  a: A\n}\n`,
  'src-main/shell/alone.ts': 'export const it = 1\n',
}

describe('the arrows of ARCHITECTURE.md, in a made-up project', () => {
  let project: string
  let violations: Report['summary']['violations']
  const rulesBrokenBy = (file: string) => violations.filter(({ from }) => from === file).map(({ rule }) => rule.name)

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'layers-'))
    for (const name of ['node_modules', 'package.json', 'tsconfig.base.json']) {
      symlinkSync(join(root, name), join(project, name))
    }
    for (const [, from, to] of broken) writeArrow(from, to)
    for (const [from, to] of kept) writeArrow(from, to)
    for (const [file, text] of Object.entries(others)) write(file, text)
    const config = join(root, '.dependency-cruiser.cjs')
    const args = [cruiser, '--config', config, '--output-type', 'json', 'src-main', 'src-renderer']
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8', maxBuffer: 2 ** 26 })
    expect(stdout, stderr).not.toBe('')
    violations = (JSON.parse(stdout) as Report).summary.violations
  })

  afterAll(() => {
    rmSync(project, { recursive: true, force: true })
  })

  function writeArrow(from: string, to: string): void {
    const isOurs = /^(src-|test)/.test(to)
    if (isOurs && !existsSync(join(project, to))) write(to, 'export const it = 1\n')
    const path = isOurs ? '../'.repeat(from.split('/').length - 1) + to : to
    write(from, `import * as it from '${path}'\nexport const its = it\n`)
  }

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    writeFileSync(join(project, file), text)
  }

  it.each(broken)('%s refuses %s → %s', (rule, from) => {
    expect(rulesBrokenBy(from)).toContain(rule)
  })

  it.each(kept)('allow %s → %s', (from) => {
    expect(rulesBrokenBy(from)).toEqual([])
  })

  it('no-cycles refuses files that load one another', () => {
    expect(rulesBrokenBy('src-main/shell/c.ts')).toContain('no-cycles')
  })

  it('no-cycles-of-types refuses files that only name types of one another: two of them, and three', () => {
    expect(rulesBrokenBy('src-main/shell/e.ts')).toEqual(['no-cycles-of-types'])
    expect(rulesBrokenBy('src-main/multiprocessing/pools/c.ts')).toContain('no-cycles-of-types')
    expect(rulesBrokenBy('src-main/engine/compare/a.ts')).toContain('no-cycles-of-types')
  })

  it('no-orphans refuses a file that nothing imports', () => {
    expect(rulesBrokenBy('src-main/shell/alone.ts')).toContain('no-orphans')
  })
})
