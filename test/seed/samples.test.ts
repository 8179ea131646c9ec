import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { often } from '../machine/extent.ts'
import { timeLimit } from '../machine/time-limit.ts'

/** Milliseconds that the samples take for a second. */
const second = often({ short: 100, long: 1_000 })
/** The same where a sample is repeated. */
const quick = { SEED_SECOND: '10' }
/** How often a sample repeats what it does, in one process. */
const times = 200
/** How often a sample that starts processes is run. */
const runs = often({ short: 8, long: 200 })

interface Ran {
  lines: string[]
  stderr: string
  code: number | null
  /** Milliseconds. */
  time: number
}

/** Starts a sample as a person would: `node NAME.ts`. It imports the package by its name, as built. */
function start(name: string, environment: Record<string, string> = {}) {
  return spawn(process.execPath, [join(import.meta.dirname, 'samples', `${name}.ts`)], {
    env: { ...process.env, SEED_SECOND: String(second), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimit(60_000),
    killSignal: 'SIGKILL',
  })
}

async function run(name: string, environment: Record<string, string> = {}): Promise<Ran> {
  const begin = performance.now()
  const program = start(name, environment)
  const [stdout, stderr] = await Promise.all([text(program.stdout), text(program.stderr), once(program, 'exit')])
  const lines = stdout.split('\n').slice(0, -1)
  return { lines, stderr, code: program.exitCode, time: performance.now() - begin }
}

/** Exactly these lines, and nothing on standard error. */
async function prints(name: string, lines: string[]): Promise<void> {
  expect(await run(name)).toMatchObject({ lines, stderr: '', code: 0 })
}

/** Nothing but this error, on standard error. */
async function failsWith(name: string, error: string): Promise<void> {
  const ran = await run(name, quick)
  expect(ran).toMatchObject({ lines: [], code: 1 })
  expect(ran.stderr).toContain(error)
}

const numbers = [0, 1, 2, 3, 4, 5]
const lines = (start: string, items: number[]): string[] => items.map((item) => `${start} ${item}`)
const readBy = (all: string[], name: string): number[] =>
  all.filter((line) => line.startsWith(name)).map((line) => Number(line.split(' ')[1]))

describe.runIf(process.platform !== 'win32')('the samples of the document', () => {
  describe('S1, S4, S5, S6: of processes', () => {
    it('01', () => prints('01-process', ['父进程启动', 'Process-1', "子进程 '我是传入的参数' 运行中", '子进程结束']))

    it('02: which of the two speaks first is not certain', async () => {
      const { lines, stderr } = await run('02-names')
      expect(lines.slice(0, 3)).toEqual(['父进程启动', '自定义子进程1', '自定义子进程2'])
      expect(lines.slice(3, 5).sort()).toEqual([
        "子进程 '我是子进程1' 运行中,我是男的",
        "子进程 '我是子进程2' 运行中,我是女的",
      ])
      expect([lines.slice(5), stderr]).toEqual([['子进程结束'], ''])
    })

    it('03', () => prints('03-function', ["我是进程：'呵呵'", '子进程结束']))
    it('04', () => prints('04-class', ["我是进程：'类创建进程'", '子进程结束']))
    it('05', () => prints('05-class-without-run', ['父进程启动', '子进程结束']))

    it('06: the wrong one is a clear error in the child, on every system', async () => {
      const { lines, stderr } = await run('06-without-guard')
      expect(lines).toEqual(['子进程结束'])
      expect(stderr).toContain('if (isMainProcess())')
    })

    it('07', () => prints('07-with-guard', ["我是进程： '呵呵'", '子进程结束']))

    it('08: which child speaks first is not certain', async () => {
      const { lines, stderr } = await run('08-globals')
      expect(lines.slice(0, 2).sort()).toEqual(['第一个子进程中的num值为:11', '第二个子进程中的num值为:12'])
      expect([lines.slice(2), stderr]).toEqual([['全局变量中的num值为:10'], ''])
    })
  })

  describe('S7, S8, S9: of the pool', () => {
    it('09: five at once, the others as places come free', async () => {
      // The first place comes free once all five workers have started, also where starting takes long.
      const second = timeLimit(400)
      const { lines, time, stderr } = await run('09-pool', { SEED_SECOND: String(second) })
      expect(lines.slice(0, 5).sort()).toEqual(['123', '123', '123', 'abc', 'abc'])
      expect(lines.sort()).toEqual([...Array<string>(5).fill('123'), ...Array<string>(5).fill('abc')])
      expect(stderr).toBe('')
      // Two rounds in places that are taken for 3 or 5 seconds.
      expect(time).toBeGreaterThan(7.9 * second)
    })
  })

  describe('S12, S13: of the queue', () => {
    it('10', () => prints('10-put', []))

    it('11: the fourth message waits for room for ever', async () => {
      const program = start('11-put-blocks')
      const [line] = (await once(createInterface(program.stdout), 'line')) as [string]
      const ended = once(program, 'exit')
      // As long as it would take to come back with the room of a message that somebody takes, and more.
      await Promise.race([ended, wait(200)])
      expect({ line, code: program.exitCode }).toEqual({ line: 'the next one waits', code: null })
      program.kill('SIGKILL')
      await ended
    })

    it('12: all three, of which the document shows two', () =>
      prints('12-get', ['存入消息1', '存入消息2', '存入消息3']))

    it('13', () => failsWith('13-get-without-blocking', 'Empty: The message queue'))

    it('14: the document’s result is now an error, now none; here it is one and the same 200 times', async () => {
      await prints('14-get-at-once', ['存入消息1'])
      const { lines } = await run('14-get-at-once', { SEED_TIMES: String(times) })
      expect(lines).toEqual(Array(times).fill('存入消息1'))
    })

    it('15: after three seconds', async () => {
      const { lines, stderr, time } = await run('15-get-timeout')
      expect(lines).toEqual([])
      expect(stderr).toContain('Empty: The message queue')
      expect(time).toBeGreaterThan(2.99 * second)
    })

    it('16', () => failsWith('16-get-nowait', 'Empty: The message queue'))

    it('17: without the document’s sleep, 200 times', async () => {
      await prints('17-empty', ['false'])
      const { lines } = await run('17-empty', { SEED_TIMES: String(times) })
      expect(lines).toEqual(Array(times).fill('false'))
    })

    it('18', () => prints('18-empty-of-nothing', ['true']))
    it('19', () => prints('19-full', ['true']))
    it('20', () => prints('20-not-full', ['false']))
  })

  describe('S14, S15: of several receivers', () => {
    const expectEachOnce = ({ lines: all, stderr }: Ran): void => {
      expect(all.slice(0, 6)).toEqual(lines('子进程1写入了：', numbers))
      const read = [readBy(all.slice(6), '子进程2'), readBy(all.slice(6), '子进程3')]
      expect(read.flat().sort()).toEqual(numbers)
      for (const own of read) expect(own).toEqual(own.toSorted())
      expect([all.at(-1), all.length, stderr]).toEqual(['接受完毕！', 13, ''])
    }
    const expectAllEach = ({ lines: all, stderr }: Ran): void => {
      expect(all.slice(0, 6)).toEqual(lines('子进程1写入了：', numbers))
      expect(readBy(all, '子进程2')).toEqual(numbers)
      expect(readBy(all, '子进程3')).toEqual(numbers)
      expect([all.at(-1), all.length, stderr]).toEqual(['接受完毕！', 19, ''])
    }

    it('21: each message once, by whichever of the two', async () => {
      expectEachOnce(await run('21-two-readers'))
    })

    it('22: each message by both', async () => {
      expectAllEach(await run('22-each-reads-all'))
    })

    it(`22, in quick motion, ${runs} times in a row`, { tags: ['soak'] }, async () => {
      for (let done = 0; done < runs; done += 4)
        for (const ran of await Promise.all(Array.from({ length: 4 }, () => run('22-each-reads-all', quick))))
          expectAllEach(ran)
    })
  })
})
