import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exitStatusOf } from '../../../src-main/supervisor/launching/starting/exit-status.ts'
import { filesOf } from '../../../src-main/supervisor/launching/starting/program-path.ts'
import { timeLimit } from '../../machine/time-limit.ts'

const entry = fileURLToPath(
  new URL('../../../src-main/supervisor/launching/starting/by-posix-spawn.ts', import.meta.url),
)

describe('an exit status', () => {
  it('is a code or a signal, never one for the other', () => {
    expect(exitStatusOf(0)).toEqual({ code: 0 })
    expect(exitStatusOf(137 << 8)).toEqual({ code: 137 })
    expect(exitStatusOf(constants.signals.SIGKILL)).toEqual({ signal: 'SIGKILL' })
    expect(exitStatusOf(constants.signals.SIGSEGV | 0x80)).toEqual({ signal: 'SIGSEGV' })
    expect(exitStatusOf(constants.signals.SIGABRT)).toEqual({ signal: 'SIGABRT' })
  })

  it('names real-time signals too', () => {
    expect(exitStatusOf(34)).toEqual({ signal: 'SIGRTMIN' })
    expect(exitStatusOf(36)).toEqual({ signal: 'SIGRTMIN+2' })
  })
})

describe('the files of a program', () => {
  it('are what is there of its name on PATH, in order', () => {
    expect(filesOf('sh', { PATH: '/nowhere:/bin:/usr/bin' }, '/')).toEqual(['/bin/sh', '/usr/bin/sh'])
    expect(filesOf('sh', {}, '/')).toEqual(['/bin/sh', '/usr/bin/sh'])
    expect(filesOf('', { PATH: '/bin' }, '/')).toEqual([])
  })

  it('are its name as it stands where that has a slash', () => {
    expect(filesOf('./none', { PATH: '/bin' }, '/')).toEqual(['./none'])
  })
})

describe.runIf(process.platform === 'linux')('starting by posix_spawn (Linux)', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'forkyard-starting-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  /** In a process of its own, since a starter listens to SIGCHLD from then on. */
  function inProcess(script: string, ...options: string[]): unknown {
    const code = `
      import { spawnSync } from 'node:child_process'
      import { posixSpawnStarter } from ${JSON.stringify(entry)}
      const starter = await posixSpawnStarter()
      const start = (argv, more = {}) => starter.start({
        program: { file: argv[0], args: argv.slice(1), isVerbatim: false },
        folder: ${JSON.stringify(folder)}, environment: { PATH: '/bin:/usr/bin' }, output: 2, ...more,
      })
      const alive = setInterval(() => undefined, 1_000)
      const exitOf = (started) => new Promise((resolve) => started.process.onExit(resolve))
      ${script}
      clearInterval(alive)`
    const args = [...options, '--input-type=module', '--eval', code]
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: timeLimit() }))
  }

  it('tells each exit exactly, real-time signals too, beside children that Node waits for', () => {
    const script = `
      const commands = ['exit 0', 'exit 137', 'kill -9 $$', 'kill -36 $$', 'sleep 0.1; exit 3']
      const exits = Promise.all(commands.map((command) => exitOf(start(['sh', '-c', command]))))
      const others = spawnSync('sh', ['-c', 'exit 5']).status
      console.log(JSON.stringify([await exits, others]))`
    expect(inProcess(script)).toEqual([
      [{ code: 0 }, { code: 137 }, { signal: 'SIGKILL' }, { signal: 'SIGRTMIN+2' }, { code: 3 }],
      5,
    ])
  })

  it('refuses a null character anywhere, which would end the text there', () => {
    const script = `
      const none = [
        start(['sh', '-c', 'echo a\\0b']),
        start(['true'], { environment: { PATH: '/bin', NAME: 'a\\0b' } }),
        start(['true'], { folder: '/\\0' }),
        start(['true\\0'])]
      console.log(JSON.stringify(none.map(({ error }) => error.code)))`
    expect(inProcess(script)).toEqual(['EINVAL', 'EINVAL', 'EINVAL', 'EINVAL'])
  })

  it('leaves no zombie and no descriptor behind 500 of them, failed ones too', () => {
    const script = `
      import { readdirSync, readFileSync } from 'node:fs'
      const before = readdirSync('/proc/self/fd').length
      for (let count = 0; count < 250; count++) {
        if (start(['/nowhere/none']).error.code !== 'ENOENT') throw new Error('It should not be there.')
        await exitOf(start(['true']))
      }
      const after = readdirSync('/proc/self/fd').length
      const children = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8')
      console.log(JSON.stringify([after - before, children]))`
    expect(inProcess(script)).toEqual([0, ''])
  })

  it('is left to Node where the library that calls the C library is missing', () => {
    const hook = `import { registerHooks } from 'node:module'
      registerHooks({ resolve(name, context, next) { if (name === 'koffi') throw new Error('no'); return next(name, context) } })`
    const script = 'console.log(JSON.stringify(starter === undefined))'
    expect(inProcess(script, '--import', `data:text/javascript,${encodeURIComponent(hook)}`)).toBe(true)
    expect(inProcess(script)).toBe(false)
  })
})
