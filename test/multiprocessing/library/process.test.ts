// Over 250 lines: everything of one class.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Process, isMainProcess } from '../../../src-main/library.ts'
import * as functions from '../../fixtures/functions.ts'
import { until } from '../../supervisor/until.ts'
import { isLiving } from './living.ts'
import { runScript } from './script.ts'

const at = (name: string): URL => new URL(`../../fixtures/functions.ts#${name}`, import.meta.url)

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-library-'))
  file = join(folder, 'notes')
  writeFileSync(file, '')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})
const notes = (): string => readFileSync(file, 'utf8')
const noting = (text: string, more: object = {}): Process<typeof functions.note> =>
  new Process<typeof functions.note>({ target: at('note'), args: [file, text], ...more })

const script = (code: string, stdio?: 'ignore'): { stdout: string; stderr: string } => runScript(folder, code, stdio)

describe('S1: a process', () => {
  it('calls the function with the arguments, in a process of its own', async () => {
    const one = new Process<typeof functions.note>({ target: at('note'), args: [file, 'called'] })
    one.start()
    await one.join()
    expect([notes(), one.exitCode]).toEqual(['called\n', 0])
  })

  it('calls the default export where none is named, and gives what is passed by keyword last', async () => {
    const one = new Process({ target: at(''), args: [1] })
    one.start()
    await one.join()
    expect(one.exitCode).toBe(0)
    const code = `import { appendFileSync } from 'node:fs'
      export function run(...args) { appendFileSync(${JSON.stringify(file)}, JSON.stringify(args)) }`
    writeFileSync(join(folder, 'work.mjs'), code)
    const other = new Process({ target: `file://${folder}/work.mjs#run`, args: [1], kwargs: { key: 2 } })
    other.start()
    await other.join()
    expect(notes()).toBe('[1,{"key":2}]')
  })

  it('is called Process-1, Process-2, … or as it is told', () => {
    const [one, other] = [noting(''), noting('')]
    const number = Number(/^Process-(\d+)$/.exec(one.name)?.[1])
    expect(other.name).toBe(`Process-${number + 1}`)
    expect(noting('', { name: '自定义子进程1' }).name).toBe('自定义子进程1')
  })

  it('without a function does nothing', async () => {
    const one = new Process()
    one.start()
    await one.join()
    expect(one.exitCode).toBe(0)
  })
})

describe('S2: its life', () => {
  it('has a PID and is alive from the start to the end', async () => {
    const one = new Process<typeof functions.live>({ target: at('live'), args: [file, 'waiting'] })
    expect([one.pid, one.isAlive(), one.exitCode]).toEqual([undefined, false, undefined])
    one.start()
    expect(one.pid).toBeGreaterThan(0)
    expect([one.isAlive(), one.exitCode]).toEqual([true, undefined])
    await until('its PID', () => notes() === String(one.pid))
    one.terminate()
    await one.join()
    expect([one.isAlive(), one.exitCode]).toEqual([false, -15])
  })

  it('begins once', async () => {
    const one = noting('once')
    one.start()
    expect(() => {
      one.start()
    }).toThrow('can be started once')
    await one.join()
    expect(notes()).toBe('once\n')
  })

  it('is waited for no longer than is asked for', async () => {
    const one = new Process<typeof functions.live>({ target: at('live'), args: [file, 'busy'] })
    await expect(one.join()).rejects.toThrow('has not been started')
    one.start()
    const begin = performance.now()
    await one.join(100)
    expect(performance.now() - begin).toBeGreaterThan(95)
    expect(one.isAlive()).toBe(true)
    await expect(one.join(NaN)).rejects.toThrow(RangeError)
    one.kill()
    await one.join(5_000)
    await one.join()
    expect(one.exitCode).toBe(-9)
    one.terminate()
  })

  it.each([
    ['exit', 3],
    ['exit 0', 0],
    ['rejection', 1],
    ['SIGSEGV', -11],
  ])('ends with a status as Python gives it: %s', async (how, exitCode) => {
    const { stdout } = script(`
      if (isMainProcess()) {
        const one = new Process({ target: ${JSON.stringify(at('end').href)}, args: [${JSON.stringify(how)}] })
        one.start()
        await one.join()
        console.log(one.exitCode)
      }`)
    expect(Number(stdout)).toBe(exitCode)
    await Promise.resolve()
  })

  it('ends with 1 and the stack on standard error where the function throws', () => {
    const { stdout, stderr } = script(`
      const one = new Process({ target: ${JSON.stringify(at('fail').href)}, args: ['range'] })
      one.start()
      await one.join()
      console.log(one.exitCode)`)
    expect(stdout).toBe('1\n')
    expect(stderr).toMatch(/RangeError: out of range\n +at fail .*functions\.ts/)
  })

  it('can be closed once it is over, and is of no use then', async () => {
    const one = noting('closed')
    one.start()
    expect(() => {
      one.close()
    }).toThrow('is alive')
    await one.join()
    one.close()
    expect(() => one.isAlive()).toThrow('is closed')
    await expect(one.join()).rejects.toThrow('is closed')
    for (const use of ['start', 'terminate', 'kill'] as const) {
      expect(() => {
        one[use]()
      }).toThrow('is closed')
    }
  })

  it('does not begin with what cannot be sent', () => {
    expect(() => new Process({ target: at('default'), args: 7 as never })).toThrow('are given as a list')
    const one = new Process({ target: at('default'), args: [() => 1] })
    expect(() => {
      one.start()
    }).toThrow(/cannot be sent its arguments: .* could not be cloned/)
    expect(one.pid).toBeUndefined()
  })
})

describe('S3: the end of its parent', () => {
  const work = (how: string): string => `
    import { writeFileSync } from 'node:fs'
    export function run() {
      writeFileSync(${JSON.stringify(join(folder, 'pid'))}, String(process.pid))
      setTimeout(() => console.log('the child ends'), ${how === 'short' ? 300 : 1e9})
    }`
  const start = (daemon: boolean, then: string, how: string, stdio?: 'ignore') => {
    writeFileSync(join(folder, 'work.mjs'), work(how))
    return script(
      `
      import { existsSync } from 'node:fs'
      const one = new Process({ target: new URL('./work.mjs#run', import.meta.url), daemon: ${String(daemon)} })
      one.start()
      process.on('exit', () => console.log('the parent ends'))
      while (!existsSync(${JSON.stringify(join(folder, 'pid'))})) await new Promise((resolve) => setTimeout(resolve, 10))
      ${then}`,
      stdio,
    )
  }
  const child = (): number => Number(readFileSync(join(folder, 'pid'), 'utf8'))

  it('waits for it', () => {
    expect(start(false, '', 'short').stdout).toBe('the child ends\nthe parent ends\n')
  })

  it('is its own where it is a daemon', async () => {
    expect(start(true, '', 'long').stdout).toBe('the parent ends\n')
    await until('the end of the daemon', () => !isLiving(child()))
  })

  it('by process.exit() leaves it, and ends daemons', async () => {
    // What it holds open would be waited for.
    start(false, 'process.exit()', 'long', 'ignore')
    expect(isLiving(child())).toBe(true)
    process.kill(child(), 'SIGKILL')
    start(true, 'process.exit()', 'long')
    await until('the end of the daemon', () => !isLiving(child()))
  })

  it('of a daemon: it has no children of its own', async () => {
    const one = new Process<typeof functions.startChild>({ target: at('startChild'), args: [file, false] })
    one.start()
    await one.join()
    expect(notes()).toBe(`${one.name}:1\nfrom a grandchild\n`)
    const { stderr } = script(`
      const one = new Process({ target: ${JSON.stringify(at('startChild').href)}, args: [${JSON.stringify(file)}, false], daemon: true })
      one.start()
      await one.join()`)
    expect(stderr).toContain('A daemon may not start processes')
  })
})

describe('S4: a subclass', () => {
  it('has its run called in the child, with its own fields', async () => {
    const one = new functions.Greeter(file, 'hello')
    one.start()
    await one.join()
    expect(notes()).toBe(`hello from ${one.name}, true\n`)
    expect(one.exitCode).toBe(0)
  })

  it('whose method is not called run does nothing', async () => {
    const one = new functions.Hesitant(file)
    one.start()
    await one.join()
    expect([notes(), one.exitCode]).toEqual(['', 0])
  })

  it('says what is missing where the child could not find it', () => {
    expect(() => {
      new functions.Homeless().start()
    }).toThrow('static module = import.meta.url')
    const { stderr, stdout } = script(`
      class Hidden extends Process { static module = import.meta.url; run() {} }
      if (isMainProcess()) { const one = new Hidden(); one.start(); await one.join(); console.log(one.exitCode) }`)
    expect(stderr).toContain('exports no class “Hidden”')
    expect(stdout).toBe('1\n')
  })
})

describe('S5: the guard', () => {
  it('tells the process that a person started from the others', () => {
    expect(isMainProcess()).toBe(true)
    const { stdout } = script(`
      console.log(isMainProcess())
      export function run() {}
      if (isMainProcess()) { const one = new Process({ target: new URL('#run', import.meta.url) }); one.start(); await one.join() }`)
    expect(stdout).toBe('true\nfalse\n')
  })

  it.each([
    ['process', `const one = new Process({ target: new URL('#run', import.meta.url) }); one.start(); await one.join()`],
    ['pool', `const pool = new Pool(1); await pool.apply(new URL('#run', import.meta.url))`],
  ])('that is missing ends a child that would start another %s, instead of starting ever more', (_, start) => {
    const { stderr } = script(`export function run() { console.log('ran') }\n${start}`)
    expect(stderr).toContain('is still importing its module')
    expect(stderr).toContain('if (isMainProcess())')
  })
})

describe('S6: global variables', () => {
  it('are each process’s own', () => {
    const { stdout } = script(`
      let num = 10
      export function f1() { num += 1; console.log('第一个子进程中的num值为:' + num) }
      export function f2() { num += 2; console.log('第二个子进程中的num值为:' + num) }
      if (isMainProcess()) {
        for (const name of ['f1', 'f2']) {
          const one = new Process({ target: new URL('#' + name, import.meta.url) })
          one.start()
          await one.join()
        }
        console.log('全局变量中的num值为:' + num)
      }`)
    expect(stdout).toBe('第一个子进程中的num值为:11\n第二个子进程中的num值为:12\n全局变量中的num值为:10\n')
  })
})
