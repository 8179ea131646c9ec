import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { processesOf } from '../../build/test/leftovers.mjs'
import { timeLimit } from '../machine/time-limit.ts'

const root = join(import.meta.dirname, '..', '..')
const isLinux = process.platform === 'linux'

describe.runIf(isLinux)('npm start (Linux: programs in the place of Electron and Chromium are shell scripts)', () => {
  let work: string
  let started: Started

  beforeAll(() => {
    const built = spawnSync(process.execPath, [join(root, 'build', 'build.mjs')], { encoding: 'utf8' })
    expect(built.status, built.stderr).toBe(0)
  })

  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'start-'))
    mkdirSync(join(work, 'bin'))
    mkdirSync(join(work, 'electron'))
  })

  afterEach(async () => {
    started.child.kill('SIGTERM')
    await started.ended
    await vi.waitFor(() => {
      expect(processesOf(work)).toEqual([])
    }, timeLimit())
    rmSync(work, { recursive: true, force: true })
  })

  /** Writes down its arguments, then does this. */
  function writeProgram(path: string, script: string): void {
    const log = join(work, `${path.replace('/', '-')}.log`)
    writeFileSync(join(work, path), `#!/bin/sh\nprintf '%s\\n' "$@" > '${log}'\n${script}\n`, { mode: 0o755 })
  }

  function argumentsOf(path: string): string[] {
    const log = join(work, `${path.replace('/', '-')}.log`)
    return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
  }

  function start(args: string[], environment: Record<string, string | undefined>): Started {
    return startScript(args, {
      ...withoutNpm(),
      PATH: [join(work, 'bin'), process.env.PATH].join(delimiter),
      DISPLAY: ':99',
      FORKYARD_HOME: join(work, 'home'),
      ELECTRON_OVERRIDE_DIST_PATH: join(work, 'electron'),
      INIT_CWD: work,
      ...environment,
    })
  }

  it('opens Electron where its binary is, with what it was given, and ends as it ends', async () => {
    writeProgram('electron/electron', 'exit 0')
    started = start(['--some-switch'], {})
    expect(await started.ended).toBe(0)
    expect(started.stderr()).toContain('Opening Forkyard in Electron.')
    expect(argumentsOf('electron/electron')).toEqual([root, '--some-switch'])
  })

  it('says what to do where Electron refuses to run as root, and opens a Chromium', async () => {
    writeProgram('electron/electron', 'echo "Running as root without --no-sandbox is not supported" >&2; exit 1')
    writeProgram('bin/google-chrome-stable', 'exec sleep 60')
    started = start([], {})
    const link = await started.link()
    await vi.waitFor(() => {
      expect(argumentsOf('bin/google-chrome-stable').join(' '), started.stderr()).toContain(
        `--app=file://${work}/home/run/link/open.html`,
      )
    }, timeLimit())
    expect(readFileSync(join(work, 'home/run/link/open.html'), 'utf8')).toContain(`url=${link.origin}/#token=`)
    expect(started.stderr()).toContain('Start Forkyard as an ordinary user')
    expect([...argumentsOf('electron/electron'), ...argumentsOf('bin/google-chrome-stable')]).not.toContain(
      '--no-sandbox',
    )
  })

  it('says how to allow the sandbox where user namespaces are restricted', async () => {
    writeProgram(
      'electron/electron',
      'echo "The SUID sandbox helper binary was found, but is not configured" >&2; exit 133',
    )
    writeProgram('bin/google-chrome-stable', 'exec sleep 60')
    started = start([], {})
    await started.link()
    expect(started.stderr()).toContain(`sudo chmod 4755 ${join(work, 'electron', 'chrome-sandbox')}`)
  })

  it('passes Electron by when asked for the browser', async () => {
    writeProgram('electron/electron', 'exit 0')
    writeProgram('bin/google-chrome-stable', 'exec sleep 60')
    started = start(['--browser'], {})
    await started.link()
    expect(argumentsOf('electron/electron')).toEqual([])
    expect(started.stderr()).toContain(join(work, 'bin', 'google-chrome-stable'))
  })

  it('prints the address where there is no display, and says why', async () => {
    writeProgram('electron/electron', 'exit 0')
    started = start([], { DISPLAY: undefined, WAYLAND_DISPLAY: undefined })
    const link = await started.link()
    expect((await fetch(link.origin)).status).toBe(200)
    expect(started.stderr()).toContain('no display')
    expect(argumentsOf('electron/electron')).toEqual([])
  })

  it('opens nothing with --no-open', async () => {
    writeProgram('electron/electron', 'exit 0')
    writeProgram('bin/google-chrome-stable', 'exec sleep 60')
    started = start(['--no-open'], {})
    await started.link()
    expect([...argumentsOf('electron/electron'), ...argumentsOf('bin/google-chrome-stable')]).toEqual([])
  })

  it('ends all that it started with SIGINT', async () => {
    started = start(['--no-open'], {})
    await started.link()
    started.child.kill('SIGINT')
    expect(await started.ended).toBe(0)
    expect(processesOf(work)).toEqual([])
  })
})

/** The environment without what npm added: the app takes that for npm's, and looks for a browser on the rest of PATH. */
function withoutNpm(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')))
}

interface Started {
  child: ChildProcess
  ended: Promise<number | null>
  stderr(): string
  /** The address that it prints to stdout. */
  link(): Promise<URL>
}

function startScript(args: string[], environment: Record<string, string | undefined>): Started {
  const child = spawn(process.execPath, [join(root, 'build', 'start.mjs'), ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  child.stdout.on('data', (text: Buffer) => (written.stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (written.stderr += text.toString()))
  return {
    child,
    ended: new Promise((resolve) => child.once('exit', resolve)),
    stderr: () => written.stderr,
    link: () =>
      vi.waitFor(() => {
        expect(written.stdout, written.stderr).toMatch(/^http:.*\n/)
        return new URL(written.stdout.split('\n', 1)[0]!)
      }, timeLimit()),
  }
}
