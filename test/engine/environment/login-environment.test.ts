import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readLoginEnvironment } from '../../../src-main/engine/environment/login-environment.ts'
import { backgroundEnvironment, sessionEnvironment } from '../../../src-main/platform/session-environment.ts'

/** Shells that may be here, with the file that each reads at a login and how a variable is set there. */
const shells = [
  ['sh', '.profile', 'export WORD="two words"'],
  ['dash', '.profile', 'export WORD="two words"'],
  ['bash', '.bash_profile', 'export WORD="two words"'],
  ['zsh', '.zprofile', 'export WORD="two words"'],
  ['fish', '.config/fish/config.fish', 'set -x WORD "two words"'],
  ['tcsh', '.login', 'setenv WORD "two words"'],
] as const

const pathOf = (shell: string) => ['/bin', '/usr/bin'].map((folder) => join(folder, shell)).find(existsSync)

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'forkyard-login-'))
  onTestFinished(() => {
    rmSync(home, { recursive: true, force: true })
  })
  return home
}

/** What is known with a shell that does this when it is asked. */
async function readWith(script: string, limit?: number) {
  const home = makeHome()
  const shell = join(home, 'shell')
  writeFileSync(shell, `#!/bin/sh\n${script}\n`)
  chmodSync(shell, 0o755)
  const read = await readLoginEnvironment({ HOME: home, SHELL: shell, LANG: 'C.UTF-8' }, limit)
  return { ...read, home, shell }
}

describe.skipIf(process.platform === 'win32')('the environment of a login shell (not on Windows)', () => {
  for (const [name, profile, line] of shells) {
    it.skipIf(!pathOf(name))(`is what the profile of ${name} makes of it`, async () => {
      const home = makeHome()
      const file = join(home, profile)
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(file, `${line}\necho a greeting\numask 027\n`)
      const { environment, umask, source } = await readLoginEnvironment(
        { HOME: home, SHELL: pathOf(name) ?? '' },
        20_000,
      )
      expect(source).toMatchObject({ kind: 'shell', leftOut: [] })
      expect(environment).toMatchObject({ HOME: home, WORD: 'two words' })
      expect(umask).toBe(0o027)
      expect(Object.keys(environment)).toEqual(expect.arrayContaining(['PATH']))
      for (const own of ['PWD', 'OLDPWD', 'SHLVL', '_', 'TERM', 'FORKYARD_RUN_ID'])
        expect(environment).not.toHaveProperty(own)
    })
  }

  it('has what a variable may have: line breaks, quotes, equals signs; what is not UTF-8 is left out by name', async () => {
    const { environment, source } = await readWith(
      `export ODD="a=b'c\\"
d" RAW="$(printf '\\377')"\nset -a; BASH_EXECUTION_STRING="$3"\nexec /bin/sh -c "$3"`,
    )
    expect(environment['ODD']).toBe('a=b\'c"\nd')
    expect(environment).not.toHaveProperty('RAW')
    expect(source).toMatchObject({ kind: 'shell', leftOut: ['RAW'] })
  })

  it.each([
    ['never answers', 'sleep 1000', 'it did not answer within 0.5 s'],
    [
      'asks a question',
      'read answer </dev/tty || read answer; exit 4',
      'it ended with exit status 4 before it told its environment',
    ],
    ['ends before', 'echo bye; exit 3', 'it ended with exit status 3 before it told its environment'],
    ['dies', 'kill -9 $$', 'it ended with SIGKILL before it told its environment'],
    ['tells nothing', 'unset PATH; exec /bin/echo "$3"', 'before it told its environment'],
    ['leaves something behind and ends', 'sleep 5 & exit 5', 'it ended with exit status 5'],
    ['never stops printing', 'exec yes', 'its profile prints too much'],
  ])('is a small one where the shell %s', async (name, script, reason) => {
    const { environment, umask, source, home, shell } = await readWith(script, name === 'never answers' ? 500 : 20_000)
    expect(source).toMatchObject({ kind: 'fallback', shell })
    expect(source).toHaveProperty('reason', expect.stringContaining(reason))
    expect(umask).toBe(0o022)
    expect(environment).toEqual({
      HOME: home,
      SHELL: shell,
      LANG: 'C.UTF-8',
      PATH: expect.stringContaining('/usr/bin') as string,
    })
  })

  it('ends all of a shell that does not answer in time', async () => {
    const { home } = await readWith('sh -c \'echo $$ > "$HOME/child"; sleep 1000\'; exit', 1_500)
    const child = Number(readFileSync(join(home, 'child'), 'utf8'))
    await expect.poll(() => existsSync(`/proc/${child}/exe`)).toBe(false)
  })

  it.each([
    ['/nowhere/shell', 'it could not be started'],
    ['sh', 'its path is not absolute'],
  ])('is a small one where the shell is %s', async (shell, reason) => {
    const { source } = await readLoginEnvironment({ SHELL: shell })
    expect(source).toHaveProperty('reason', expect.stringContaining(reason))
  })
})

describe.skipIf(process.platform === 'win32')('what is passed on of a caller’s environment (not on Windows)', () => {
  const caller = {
    HOME: '/home/me',
    SHELL: '/bin/zsh',
    USER: 'somebody',
    LANG: 'de_DE.UTF-8',
    LC_TIME: 'C',
    DISPLAY: ':1',
    SSH_AUTH_SOCK: '/s',
    PATH: '/venv/bin',
    API_KEY: 'k',
    LD_PRELOAD: '/x.so',
    NODE_OPTIONS: '--x',
    LC_SECRET: 's',
    XDG_SECRET: 's',
    npm_config_x: 'y',
    FORKYARD_HOME: '/f',
    XDG_DATA_HOME: '/d',
  }

  it('are the facts of the person and the session, and for a host where its folder is', () => {
    const facts = {
      HOME: '/home/me',
      SHELL: '/bin/zsh',
      LANG: 'de_DE.UTF-8',
      LC_TIME: 'C',
      DISPLAY: ':1',
      SSH_AUTH_SOCK: '/s',
    }
    const { USER, LOGNAME, ...session } = sessionEnvironment(caller)
    expect(session).toEqual(facts)
    // Whom the system says that this process belongs to.
    expect(USER).toBe(LOGNAME)
    expect(USER).not.toBe('somebody')
    expect(backgroundEnvironment(caller)).toEqual({ ...facts, USER, LOGNAME, FORKYARD_HOME: '/f', XDG_DATA_HOME: '/d' })
  })
})
