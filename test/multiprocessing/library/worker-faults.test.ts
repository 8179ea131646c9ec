// Over 250 lines: every way in which a worker, or its host, may fail.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pool, type PoolOptions, WorkerDiedError } from '../../../src-main/library.ts'
import type * as functions from '../../fixtures/functions.ts'
import { often } from '../../machine/extent.ts'
import { timeLimit } from '../../machine/time-limit.ts'
import { until } from '../../supervisor/until.ts'
import { isLiving, startOf } from './living.ts'

const at = (name: string): URL => new URL(`../../fixtures/functions.ts#${name}`, import.meta.url)

let folder: string
const pools: Pool[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-library-'))
  // What dying workers of these tests say last.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool[Symbol.asyncDispose]()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

function poolOf(size: number, options: PoolOptions = {}): Pool {
  const pool = new Pool(size, options)
  pools.push(pool)
  return pool
}

/** A module that is imported faster than those that need their types stripped. */
function moduleOf(name: string, code: string): string {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, code)
  return `${pathToFileURL(file).href}#run`
}

/** Processes that this one started, and that live: their parent stands behind their state. */
function children(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
        return Number(parent) === process.pid && state !== 'Z'
      } catch {
        return false
      }
    })
}

const pidsOf = (pool: Pool): number[] => pool.workers.map(({ pid }) => pid ?? 0)

describe('S10: workers that are killed', () => {
  const tasks = often({ short: 150, long: 500 })
  const each = `from outside at random moments: each of ${tasks} tasks ends exactly once, and the pool keeps its size`
  it(each, { tags: ['soak'] }, async () => {
    const pool = poolOf(2)
    const file = join(folder, 'notes')
    writeFileSync(file, '')
    const run = moduleOf(
      'note',
      `import { appendFileSync } from 'node:fs'
      export async function run(file, text, milliseconds) {
        appendFileSync(file, \`\${text} \${process.pid}\\n\`)
        await new Promise((resolve) => setTimeout(resolve, milliseconds))
      }`,
    )
    const told: string[][] = Array.from({ length: tasks }, () => [])
    const results = told.map((outcomes, index) =>
      pool.applyAsync(run, [file, String(index), 4 * Math.random()], {
        callback: () => outcomes.push('done'),
        errorCallback: (error) => outcomes.push(error instanceof WorkerDiedError ? 'failed' : String(error)),
      }),
    )
    let isOver = false as boolean
    const over = Promise.all(results.map((result) => result.wait())).then(() => (isOver = true))
    let kills = 0
    while (!isOver) {
      const pids = pidsOf(pool)
      expect(pids).toHaveLength(2)
      const pid = pids[Math.floor(2 * Math.random())]
      // One that has begun to work: else tasks would only wait for the next.
      if (pid !== undefined && readFileSync(file, 'utf8').includes(` ${pid}\n`) && isLiving(pid)) {
        process.kill(pid, 'SIGKILL')
        kills++
      }
      await wait(20 * Math.random())
    }
    await over
    const outcomes = told.flat()
    expect(told.filter((one) => one.length !== 1)).toEqual([])
    expect(new Set(outcomes)).toEqual(new Set(['done', 'failed']))
    expect(outcomes.filter((one) => one === 'failed').length).toBeLessThanOrEqual(kills)
    const begun = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0])
    expect(begun.length).toBe(new Set(begun).size)
    await until('the last of its workers', () => pidsOf(pool).length === 2 && pidsOf(pool).every(isLiving))
    expect(await pool.apply<typeof functions.add>(at('add'), [1, 2])).toBe(3)
  })

  const times = often({ short: 5, long: 50 })
  it.runIf(process.platform === 'linux')(
    `${times} times leave no process and no descriptor`,
    { tags: ['soak'] },
    async () => {
      const look = (): number => readdirSync('/proc/self/fd').length
      // With their starts: PIDs come round again.
      const killed: [pid: number, start: string | undefined][] = []
      const startAndKill = async (): Promise<void> => {
        const pool = new Pool(1)
        const pid = await pool.apply<typeof functions.pid>(at('pid'))
        killed.push([pid, startOf(pid)])
        const failed = pool.apply(at('spin'))
        process.kill(pid, 'SIGKILL')
        await expect(failed).rejects.toThrow('SIGKILL')
        for (const next of pidsOf(pool)) killed.push([next, startOf(next)])
        pool.terminate()
        await pool.join()
      }
      await startAndKill()
      await until('what closes late', () => new Promise((resolve) => setImmediate(resolve, true)))
      const before = look()
      for (let count = 0; count < times; count++) await startAndKill()
      expect(killed.length).toBeGreaterThan(times)
      const isStillThere = ([pid, start]: (typeof killed)[number]): boolean => isLiving(pid) && startOf(pid) === start
      expect(killed.filter(isStillThere)).toEqual([])
      await until('the end of the descriptors', () => look() <= before)
    },
  )
})

describe.runIf(process.platform === 'linux')('without descriptors', () => {
  it('a process and a worker cannot be started, say so, and can be once there are some', () => {
    const script = `
      import { closeSync, openSync } from 'node:fs'
      import { Pool, Process } from ${JSON.stringify(new URL('../../../src-main/library.ts', import.meta.url).href)}
      const add = new URL(${JSON.stringify(at('add').href)})
      const held = []
      // What is loaded late needs some too.
      await new Promise((resolve) => setTimeout(resolve, 50))
      try { for (;;) held.push(openSync('/dev/null', 'r')) } catch (error) { console.log(error.code) }
      const child = new Process({ target: add, args: [1, 2], name: 'late' })
      try { child.start() } catch (error) { console.log(error.message) }
      for (const left of [0, 1, 2, 4]) {
        for (let count = 0; count < left; count++) closeSync(held.pop())
        const pool = new Pool(1)
        console.log(await pool.apply(add, [1, 2]).catch((error) => error.message.slice(0, 49)))
        pool.terminate()
        await pool.join()
      }
      for (const descriptor of held) closeSync(descriptor)
      child.start()
      await child.join()
      console.log(child.exitCode)
    `
    const file = join(folder, 'script.mts')
    writeFileSync(file, script)
    const { stdout, stderr } = spawnSync('/bin/sh', ['-c', 'ulimit -n 60; exec "$0" "$1"', process.execPath, file], {
      encoding: 'utf8',
      timeout: timeLimit(60_000),
    })
    const lines = stdout.trim().split('\n')
    expect({ stderr, first: lines.slice(0, 2), last: lines.at(-1) }).toEqual({
      stderr: '',
      first: ['EMFILE', expect.stringContaining('The system refused to start the process “late”') as string],
      last: '0',
    })
    for (const line of lines.slice(2, -1)) expect(line).toMatch(/^The worker PoolWorker-\d+ could not be started: |^3$/)
    expect(lines[2]).toContain('could not be started')
  })
})

describe('S10: the memory of workers', () => {
  it.each(['process', 'thread'] as const)('of a %s ends with its limit, which is named', async (kind) => {
    const pool = poolOf(1, { kind, maxMemoryMb: 48 })
    const before = pool.workers[0]?.name
    const failed = pool.apply(at('fillMemory'), [1_000])
    await expect(failed).rejects.toThrow(WorkerDiedError)
    await expect(failed).rejects.toThrow(`${before ?? ''} ended: it needed more memory than its limit, maxMemoryMb: 48`)
    expect(pool.workers.map(({ name }) => name)).toEqual(['PoolWorker-2'])
    expect(await pool.apply<typeof functions.fillMemory>(at('fillMemory'), [10])).toBe(10)
  })

  it('is not limited for coroutines, nor by what is no number', () => {
    expect(() => new Pool(1, { kind: 'coroutine', maxMemoryMb: 48 })).toThrow('they share the memory of this process')
    for (const maxMemoryMb of [0, -1, 1.5, NaN, Infinity, '48'])
      expect(() => new Pool(1, { maxMemoryMb: maxMemoryMb as never })).toThrow(RangeError)
  })
})

describe('S11: a module that never finishes importing', () => {
  const modules = { waits: 'await new Promise(() => {})', loops: 'for (;;);' }
  // The one after it has to be imported within it, too.
  const importTimeoutMs = timeLimit(1_000)
  const cases = [
    ['process', 'waits'],
    ['process', 'loops'],
    ['thread', 'waits'],
    ['thread', 'loops'],
    ['coroutine', 'waits'],
  ] as const

  it.each(cases)('in a %s, because it %s, is named after the time limit', async (kind, how) => {
    const pool = poolOf(1, { kind, importTimeoutMs })
    const run = moduleOf(how, `${modules[how]}\nexport function run() {}`)
    const failed = pool.apply(run)
    await expect(failed).rejects.toMatchObject({ name: 'TargetError' })
    await expect(failed).rejects.toThrow(`${run.replace('#run', '')} was not imported within ${importTimeoutMs} ms`)
    expect(await pool.apply(moduleOf('works', 'export const run = () => 3'))).toBe(3)
  })

  it('does not end one that takes its time', async () => {
    const pool = poolOf(1, { importTimeoutMs: Infinity })
    const code = `await new Promise((resolve) => setTimeout(resolve, 300))\nexport const run = () => 'ran'`
    expect(await pool.apply(moduleOf('slow', code))).toBe('ran')
    for (const importTimeoutMs of [NaN, -1, 'x'])
      expect(() => new Pool(1, { importTimeoutMs: importTimeoutMs as never })).toThrow(RangeError)
  })
})

describe('S7: workers that are replaced after their tasks', () => {
  it.runIf(process.platform === 'linux')('have their successor there already', async () => {
    const others = children()
    const pool = poolOf(1, { maxTasksPerChild: 1 })
    const file = join(folder, 'pid')
    const first = pool.applyAsync(at('live'), [file, 'waiting'])
    const pid = await until('the first task', () => {
      try {
        return Number(readFileSync(file, 'utf8')) || undefined
      } catch {
        return undefined
      }
    })
    expect(pidsOf(pool)).toEqual([pid])
    const next = pool.applyAsync<typeof functions.pid>(at('pid'))
    await next.wait(200)
    expect(next.ready()).toBe(false)
    const [spare, ...more] = children().filter((child) => child !== pid && !others.includes(child))
    expect([spare === undefined, more]).toEqual([false, []])
    process.kill(pid, 'SIGKILL')
    await expect(first.get()).rejects.toThrow('SIGKILL')
    expect(pool.workers).toEqual([{ name: 'PoolWorker-2', pid: spare }])
    expect(await next.get()).toBe(spare)
  })

  it('end with the pool, by close or by terminate', async () => {
    for (const end of ['close', 'terminate'] as const) {
      const pool = new Pool(2, { maxTasksPerChild: 1 })
      await pool.map(at('square'), [1, 2, 3], { chunkSize: 1 })
      pool[end]()
      await pool.join()
      expect(pool.workers).toEqual([])
    }
  })
})

describe('S10: what a task may do to its worker', () => {
  it.each([
    ['exit', 'exit code 3'],
    ['rejection', 'nobody waits for this'],
  ])('by %s, in the middle of others, fails that task alone', async (how, sentence) => {
    const pool = poolOf(2)
    const others = Array.from({ length: 20 }, (_, index) => pool.apply(at('after'), [1, index]))
    const failed = pool.apply(at('end'), [how])
    await expect(failed).rejects.toThrow(sentence)
    expect(await Promise.all(others)).toEqual([...Array(20).keys()])
    expect(pool.workers).toHaveLength(2)
  })

  it('in an endless loop ends with its time limit, which is named', async () => {
    const pool = poolOf(1)
    // The limit counts from the moment when its worker has the task: one that is still starting would be killed instead.
    await pool.apply(at('nothing'))
    await expect(pool.apply(at('spin'), [], { timeoutMs: 150 })).rejects.toThrow(
      'The task took longer than 150 ms: PoolWorker-1, its worker, was killed.',
    )
    expect(await pool.apply<typeof functions.add>(at('add'), [1, 2], { timeoutMs: Infinity })).toBe(3)
  })
})
