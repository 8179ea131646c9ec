// What a package holds and that it runs, on a stand-in build (build/stand-in/README.md). Not shown here: that Electron
// itself reads the application inside the archive; that needs Electron's binary.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractAll, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command } from '../../src-main/contract/command.ts'
import { askDiagnostics, runCommands, startPackagedHost } from './packaged-host.ts'

const root = join(import.meta.dirname, '..', '..')
const release = join(root, 'release', 'stand-in')
const unpacked = join(release, 'linux-unpacked')
const archive = join(unpacked, 'resources', 'app.asar')

const missing = ['gcc', 'dpkg-deb'].filter((program) => spawnSync(program, ['--version']).error)
const isPossible = process.platform === 'linux' && missing.length === 0
const condition = isPossible ? 'a stand-in build' : `a stand-in build (needs Linux; missing: ${missing.join(', ')})`

interface LockedPackage {
  dev?: boolean
  devOptional?: boolean
}

function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8'))
}

describe.runIf(isPossible)(condition, () => {
  let work: string
  let files: string[]
  /** The archive, extracted: what runs from it finds what was packaged, and nothing else. */
  let app: string

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'dist-'))
    const builder = spawn(process.execPath, ['build/dist.mjs', '--stand-in'], { cwd: root, stdio: 'pipe' })
    let output = ''
    for (const stream of [builder.stdout, builder.stderr]) {
      stream.on('data', (text: Buffer) => (output += text.toString()))
    }
    const code = await new Promise((resolve) => builder.once('close', resolve))
    expect(code, output).toBe(0)
    files = listPackage(archive, { isPack: false })
    app = join(work, 'app')
    extractAll(archive, app)
  })

  afterAll(() => {
    rmSync(work, { recursive: true, force: true })
  })

  it('has the files of every process', () => {
    const entries = ['main/main.js', 'main/cli.js', 'main/supervisor.js', 'preload/preload.cjs', 'renderer/index.html']
    expect(files).toEqual(expect.arrayContaining(['/package.json', ...entries.map((entry) => `/out/${entry}`)]))
  })

  it('has nothing of sources, tests, build files or source maps', () => {
    const folders = new Set(files.map((file) => file.split('/')[1]))
    expect([...folders].sort()).toEqual(['node_modules', 'out', 'package.json'])
    expect(files.filter((file) => file.startsWith('/out/') && /\.(ts|vue|map|stamp)$/.test(file))).toEqual([])
  })

  it('has production dependencies alone', () => {
    const { packages } = readJson('package-lock.json') as { packages: Record<string, LockedPackage> }
    // By name: electron-builder may move a package to another level.
    const production = new Set(
      Object.entries(packages)
        .filter(([, locked]) => !locked.dev && !locked.devOptional)
        .map(([path]) => path.split('node_modules/').at(-1)),
    )
    const shipped = files
      .filter((file) => /\/node_modules\/(@[^/]+\/)?[^/@]+$/.test(file))
      .map((file) => file.split('/node_modules/').at(-1))
    expect(shipped).toEqual(expect.arrayContaining(['env-paths', 'koffi', 'valibot', 'ws']))
    expect(shipped.filter((name) => !production.has(name))).toEqual([])
    expect(files.filter((file) => /\.(c|cc|cpp|h|hh|inc)$/.test(file))).toEqual([])
  })

  it('has every package whole: each can be imported from where it is packaged', () => {
    const { dependencies } = readJson('package.json') as { dependencies: Record<string, string> }
    const code = `
      for (const name of ${JSON.stringify(Object.keys(dependencies))}) await import(name)
      const koffi = await import('koffi')
      console.log(koffi.load(null).func('int getpid()')() === process.pid)`
    const args = ['--input-type=module', '-e', code]
    expect(execFileSync(process.execPath, args, { cwd: app, encoding: 'utf8' })).toBe('true\n')
  })

  it('has its native code beside the archive, where the system can load it', () => {
    const [machine = ''] = readdirSync(join(`${archive}.unpacked`, 'node_modules', '@koromix'))
    expect(machine).toBe(`koffi-linux-${process.arch}`)
    const library = join(
      `${archive}.unpacked`,
      'node_modules',
      '@koromix',
      machine,
      `linux_${process.arch}`,
      'koffi.node',
    )
    expect(readFileSync(library).subarray(0, 4).toString('latin1')).toBe('\x7fELF')
  })

  it('has the fuses that the configuration says', async () => {
    const wire = await getCurrentFuseWire(join(unpacked, 'forkyard'))
    expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.ENABLE)
    expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(FuseState.ENABLE)
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE)
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE)
    expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(FuseState.DISABLE)
  })

  it('comes as a Debian package with its fields, its program, its menu entry and its icons', () => {
    const { version } = readJson('package.json') as { version: string }
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch
    const deb = join(release, `forkyard-stand-in-${version}-linux-${architecture}.deb`)
    const field = (name: string) => execFileSync('dpkg-deb', ['-f', deb, name], { encoding: 'utf8' }).trim()
    expect(field('Package')).toBe('forkyard')
    expect(field('Version')).toBe(version)
    expect(field('Architecture')).toBe(architecture)
    expect(field('License')).toBe('MIT')
    expect(field('Maintainer')).toMatch(/^.+ <.+@.+>$/)
    expect(field('Depends')).toContain('libgtk-3-0')
    const content = execFileSync('dpkg-deb', ['--fsys-tarfile', deb], { maxBuffer: 2 ** 28 })
    const paths = execFileSync('tar', ['-t'], { input: content, encoding: 'utf8' }).split('\n')
    expect(paths).toEqual(
      expect.arrayContaining([
        './opt/Forkyard/forkyard',
        './opt/Forkyard/resources/app.asar',
        './usr/share/applications/forkyard.desktop',
        ...[16, 32, 48, 128, 256, 512].map((size) => `./usr/share/icons/hicolor/${size}x${size}/apps/forkyard.png`),
      ]),
    )
    expect(paths.filter((path) => /\.(ts|vue|c)$/.test(path))).toEqual([])
  })

  it('runs the headless host from the extracted archive, and a command and functions through it', async () => {
    const host = await startPackagedHost(app, join(work, 'home'))
    try {
      const page = await fetch(host.link.origin)
      expect(await page.text()).toContain('<div id="app"')
      writeFileSync(
        join(work, 'work.mjs'),
        `import { Queue } from 'forkyard'
        export async function put(item) {
          const queue = await Queue.open('packaged')
          await queue.put(item)
          return await queue.get()
        }`,
      )
      writeFileSync(join(work, 'work.py'), 'def double(value):\n    print("doubling")\n    return value * 2\n')
      const call = (file: string, name: string): Command => ({
        kind: 'function',
        module: join(work, file),
        name,
        args: [21],
      })
      const commands: Command[] = [
        { kind: 'shell', line: 'echo packaged $((6 * 7))' },
        call('work.mjs', 'put'),
        call('work.py', 'double'),
      ]
      expect(await runCommands(host.link, commands)).toEqual([
        { output: 'packaged 42\n' },
        { output: '', result: '21' },
        { output: 'doubling\n', result: '42' },
      ])
      const cLibrary = { kind: 'loaded' }
      expect(askDiagnostics(app, join(work, 'home'))).toMatchObject({
        cLibrary,
        host: { cLibrary, supervisor: { starter: 'posix_spawn', cLibrary } },
      })
    } finally {
      await host.close()
    }
  })
})
