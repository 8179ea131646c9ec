// Over 250 lines: one function compared, and everything that may come of it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { assignSlots } from '../../../src-main/multiprocessing/compare/slots.ts'
import type { CallBar, Comparison, Way, WayReport } from '../../../src-main/contract/compare.ts'
import type { Json } from '../../../src-main/contract/json.ts'
import { isLiving } from '../../multiprocessing/library/living.ts'
import { type Rig, makeRig, until } from '../rig.ts'

const work = `
import { appendFileSync, fstatSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { isMainProcess } from 'forkyard'
if (isMainProcess()) throw new Error('imported as a main process')
export const busy = (time) => { const end = performance.now() + time; while (performance.now() < end); return { done: [1, 2, 3] } }
export const pause = async (time) => { await wait(time); return time }
export const fail = (how) => { throw new RangeError('no such ' + how) }
let calls = 0
export const count = () => ++calls
export const pid = () => process.pid
export const exit = () => { if (process.title === 'forkyard-compare') process.exit(3); return 'alive' }
export const live = async (file) => { appendFileSync(file, process.pid + '\\n'); for (;;); }
export const fork = (file) => { appendFileSync(file, spawn('sleep', ['1000'], { stdio: 'ignore' }).pid + '\\n'); for (;;); }
export const print = () => { console.error('x'.repeat(1e6)); console.log('x'.repeat(1e6)); return fstatSync(2).size < 1e5 }
export const number = 7
`

let rig: Rig
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-compare-test-'))
  writeFileSync(join(folder, 'work.ts'), work)
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  rig = await makeRig()
})

async function start(name: string, args: Json[] = [], { times = 4, workers = 2 } = {}): Promise<number> {
  const call = { module: 'work.ts', name, args }
  return (await rig.get('startComparison', { call, times, workers, folder })).comparisonId
}

async function whenEnded(comparisonId: number): Promise<Comparison> {
  for (let after = 0; ;) {
    const state = await rig.get('readComparison', { comparisonId, after, wait: 30_000 })
    if (state.phase.kind !== 'running') return state
    expect(state.revision).toBeGreaterThan(after)
    after = state.revision
  }
}

const compare = async (...what: Parameters<typeof start>): Promise<Comparison> => whenEnded(await start(...what))

type Measured = Extract<WayReport, { kind: 'measured' }>

/** The figures of a way that must have been measured. */
function figures({ ways }: Comparison, way: Way): Measured {
  const report = ways.find((other) => other.way === way)
  if (report?.kind !== 'measured') throw new Error(`${way}: ${JSON.stringify(report)}`)
  return report
}

function barsOf(comparison: Comparison, way: Way): CallBar[] {
  return figures(comparison, way).calls.map(({ bar, error }) => {
    if (!bar) throw new Error(JSON.stringify(error))
    return bar
  })
}

/** Pairs of bars that share some time. */
function overlaps(bars: CallBar[]): [CallBar, CallBar][] {
  return bars.flatMap((one, index) =>
    bars
      .slice(index + 1)
      .filter((other) => one.begin < other.end && other.begin < one.end)
      .map((other): [CallBar, CallBar] => [one, other]),
  )
}

describe('S18, S19: comparing the ways of calling a function', () => {
  it('calls it as often in each, with equal results, and tells what each cost', async () => {
    const comparison = await compare('busy', [30])
    expect(comparison.phase).toEqual({ kind: 'finished' })
    expect(comparison.call).toEqual({ module: join(folder, 'work.ts'), name: 'busy', args: [30] })
    expect(comparison.ways.map(({ way }) => way)).toEqual(['serial', 'coroutines', 'threads', 'processes'])
    for (const way of ['serial', 'coroutines', 'threads', 'processes'] as const) {
      const { calls, startUp, startUpCpu, wall, cpu, memory, result } = figures(comparison, way)
      expect(calls.map(({ isEqual }) => isEqual)).toEqual([true, true, true, true])
      expect(result).toBe('{ done: [ 1, 2, 3 ] }')
      for (const figure of [startUp, startUpCpu, wall, cpu]) expect(figure).toBeGreaterThan(0)
      // Few calls may do with what their process had.
      expect(memory).toBeGreaterThanOrEqual(0)
      // Four calls that are busy for 30 ms each of a clock that also goes on while others have the processor.
      for (const { begin, end, cpu: own } of barsOf(comparison, way)) {
        expect(begin).toBeGreaterThanOrEqual(startUp)
        expect(end - begin).toBeGreaterThanOrEqual(29)
        if (way === 'coroutines') expect(own).toBeUndefined()
        // Of its process, which has threads of V8's beside the call: at most all processors meanwhile.
        else expect(own).toBeLessThan(availableParallelism() * (end - begin) + 20)
      }
      expect(Math.max(...barsOf(comparison, way).map(({ end }) => end))).toBeLessThanOrEqual(startUp + wall + 1)
    }
    // A process has memory of its own, a thread a part of it.
    expect(figures(comparison, 'processes').memory).toBeGreaterThan(2 * 20_000_000)
    expect(figures(comparison, 'processes').memory).toBeGreaterThan(figures(comparison, 'threads').memory)
  })

  it('draws work of a processor one after another in serial and coroutines, side by side in threads and processes', async () => {
    const comparison = await compare('busy', [60], { times: 6 })
    for (const way of ['serial', 'coroutines'] as const) {
      expect(overlaps(barsOf(comparison, way)), way).toEqual([])
      expect(figures(comparison, way).slots).toBe(1)
    }
    for (const way of ['threads', 'processes'] as const) {
      const pairs = overlaps(barsOf(comparison, way))
      expect(pairs.length, way).toBeGreaterThan(0)
      for (const [one, other] of pairs) expect(new Set([one.slot, other.slot])).toEqual(new Set([0, 1]))
      expect(figures(comparison, way).slots).toBe(2)
    }
  })

  it('draws coroutines that wait on one another', async () => {
    const comparison = await compare('pause', [100], { times: 5 })
    expect(overlaps(barsOf(comparison, 'serial'))).toEqual([])
    const coroutines = barsOf(comparison, 'coroutines')
    expect(overlaps(coroutines)).toHaveLength(10)
    expect(coroutines.map(({ slot }) => slot).sort()).toEqual([0, 1, 2, 3, 4])
    expect(figures(comparison, 'coroutines').wall).toBeLessThan(figures(comparison, 'serial').wall)
  })

  it('begins each way with the module as it is imported, and tells where results differ', async () => {
    const comparison = await compare('count', [], { times: 3, workers: 3 })
    expect(figures(comparison, 'coroutines').result).toBe('1')
    expect(figures(comparison, 'coroutines').calls.map(({ isEqual }) => isEqual)).toEqual([true, true, true])
    const pids = await compare('pid', [], { times: 2 })
    expect(figures(pids, 'processes').calls.map(({ isEqual }) => isEqual)).toEqual([false, false])
  })

  it('shows what calls throw, and goes on', async () => {
    const comparison = await compare('fail', ['size'])
    expect(comparison.ways).toHaveLength(4)
    for (const { way } of comparison.ways) {
      const { calls, result } = figures(comparison, way)
      expect(result).toBeUndefined()
      for (const call of calls) {
        expect(call).toMatchObject({ error: { name: 'RangeError', message: 'no such size' }, isEqual: true })
        expect(call.bar).toBeDefined()
      }
    }
  })

  it('goes on with the next way where a call ends the process that all calls of a way share', async () => {
    const comparison = await compare('exit')
    expect(comparison.phase).toEqual({ kind: 'finished' })
    const [serial, coroutines] = comparison.ways
    for (const report of [serial, coroutines]) {
      expect(report).toMatchObject({
        kind: 'failed',
        error: { name: 'ProcessEndedError', message: 'The process that the calls share ended with exit code 3.' },
      })
    }
    const processes = figures(comparison, 'processes')
    expect(processes.result).toBe("'alive'")
    expect(processes.calls.every(({ isEqual, error }) => isEqual === undefined && error === undefined)).toBe(true)
  })

  it('says in each way why a function cannot be called', async () => {
    for (const [name, reason] of [
      ['number', 'is no function'],
      ['nowhere', 'has no export “nowhere”'],
    ] as const) {
      const comparison = await compare(name)
      expect(comparison.ways).toHaveLength(4)
      for (const report of comparison.ways) {
        expect(report).toMatchObject({
          kind: 'failed',
          error: { name: 'TargetError', message: expect.stringContaining(reason) as string },
        })
      }
    }
  })

  it('drops what functions print, and is not held up by it', async () => {
    const comparison = await compare('print')
    for (const { way } of comparison.ways) expect(figures(comparison, way).result).toBe('true')
  })
})

describe('a comparison', () => {
  it('is stopped with all of its processes, also in endless loops, and the next one can begin', async () => {
    const file = join(folder, 'pids')
    const comparisonId = await start('live', [file])
    await until(() => pidsIn(file).length > 0)
    expect(await rig.refusal('startComparison', wish('busy'))).toMatchObject({
      code: 'wrong-state',
      details: { comparisonId },
    })
    await rig.get('stopComparison', { comparisonId })
    await until(() => !pidsIn(file).some(isLiving))
    const stopped = await rig.get('readComparison', { comparisonId })
    expect(stopped).toMatchObject({ phase: { kind: 'stopped' }, ways: [] })
    // It has nothing to wait for.
    await rig.get('readComparison', { comparisonId, after: stopped.revision, wait: 30_000 })
    await compare('busy', [1])
    expect(await rig.refusal('readComparison', { comparisonId })).toMatchObject({ code: 'unknown-comparison' })
    expect(await rig.refusal('stopComparison', { comparisonId })).toMatchObject({ code: 'unknown-comparison' })
  })

  it.each(['threads', 'processes'] as const)('that is among its %s is stopped with all of them', async (way) => {
    const file = join(folder, 'pids')
    writeFileSync(
      join(folder, 'work.ts'),
      `import { appendFileSync } from 'node:fs'
       import { isMainThread } from 'node:worker_threads'
       const isShared = isMainThread && process.title === 'forkyard-compare'
       const isWanted = ${way === 'threads' ? '!isMainThread' : "process.title.startsWith('PoolWorker')"}
       export const live = (file) => { if (isShared || !isWanted) return; appendFileSync(file, process.pid + '\\n'); for (;;); }`,
    )
    const comparisonId = await start('live', [file], { times: 2 })
    await until(() => pidsIn(file).length === 2)
    const { phase, ways } = await rig.get('readComparison', { comparisonId })
    expect(phase).toMatchObject({ kind: 'running', way })
    await rig.get('stopComparison', { comparisonId })
    await until(() => !pidsIn(file).some(isLiving))
    expect((await rig.get('readComparison', { comparisonId })).ways).toEqual(ways)
  })

  it('is stopped with what its functions have started', async () => {
    const file = join(folder, 'pids')
    const comparisonId = await start('fork', [file])
    await until(() => pidsIn(file).length > 0)
    await rig.get('stopComparison', { comparisonId })
    await until(() => !pidsIn(file).some(isLiving))
  })

  it('ends with its host', async () => {
    const file = join(folder, 'pids')
    await start('live', [file])
    await until(() => pidsIn(file).length > 0)
    await rig.close()
    expect(pidsIn(file).filter(isLiving)).toEqual([])
  })

  it('is of JavaScript or TypeScript, in a file and a folder that are there', async () => {
    writeFileSync(join(folder, 'work.py'), 'def busy(time): pass')
    const refusals = [
      [{ ...wish('busy'), folder: '/nowhere' }, 'folder-unusable', 'does not exist'],
      [wish('busy', 'work.py'), 'module-unusable', 'Python'],
      [wish('busy', 'nowhere.ts'), 'module-unusable', 'does not exist'],
      [wish('busy', 'work.txt'), 'module-unusable', 'has no functions'],
      [{ ...wish('busy'), times: 1_001 }, 'invalid-request', 'times must be at most 1000'],
      [{ ...wish('busy'), workers: 0 }, 'invalid-request', 'workers must be at least 1'],
    ] as const
    for (const [input, code, words] of refusals) {
      expect(await rig.refusal('startComparison', input)).toMatchObject({
        code,
        message: expect.stringContaining(words) as string,
      })
    }
  })

  it('has sample functions, which go with the host', async () => {
    const { module } = await rig.get('writeSampleModule', {})
    const call = { module, name: 'countPrimes', args: [1_000] }
    const { comparisonId } = await rig.get('startComparison', { call, times: 2, workers: 2 })
    expect(figures(await whenEnded(comparisonId), 'processes').result).toBe('168')
    await rig.close()
    expect(() => readdirSync(join(module, '..'))).toThrow('ENOENT')
  })

  function wish(name: string, module = 'work.ts') {
    return { call: { module, name, args: [] }, times: 2, workers: 2, folder }
  }

  function pidsIn(file: string): number[] {
    try {
      return readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number)
    } catch {
      return []
    }
  }
})

describe('S18: slots', () => {
  it('are the workers, and for calls that share a process the lowest that is free', () => {
    const bar = (worker: number, begin: number, end: number) => ({ worker, begin, end })
    expect(assignSlots([bar(2, 0, 2), bar(1, 0, 1), bar(1, 1, 3)], 2)).toEqual([1, 0, 0])
    expect(assignSlots([bar(0, 0, 5), bar(0, 1, 2), bar(0, 3, 4), bar(0, 3, 4)], 1)).toEqual([0, 1, 1, 2])
    expect(assignSlots([bar(0, 0, 1), bar(0, 1, 2)], 1)).toEqual([0, 0])
  })

  it('go on with the worker that replaces one which died', () => {
    const bars = [
      { worker: 1, begin: 0, end: 1 },
      { worker: 2, begin: 0, end: 9 },
      { worker: 3, begin: 2, end: 3 },
      { worker: 3, begin: 4, end: 5 },
    ]
    expect(assignSlots(bars, 2)).toEqual([0, 1, 0, 0])
  })
})
