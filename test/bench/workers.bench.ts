import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
// As it is built: what a script gets by its name.
import { Pool, type PoolOptions } from 'forkyard'
import { processStarter } from '../../src-main/multiprocessing/pools/start-worker.ts'
import { fromWorker } from '../../src-main/multiprocessing/worker/messages.ts'
import { isInstalled } from './command.ts'
import { type Benchmark, type Figure, inTurn } from './figure.ts'
import type * as small from './peers/small.mjs'

const rounds = 15
const trips = 1_000
const copies = 50
const megabyte = 1_000_000
const large = 16 * 2 ** 20
const steps = 100_000_000

const at = (name: string): URL => new URL(`peers/small.mjs#${name}`, import.meta.url)
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

async function withPool<Value>(
  size: number,
  work: (pool: Pool) => Promise<Value>,
  options: PoolOptions = {},
): Promise<Value> {
  const pool = new Pool(size, options)
  try {
    return await work(pool)
  } finally {
    pool.terminate()
    await pool.join()
  }
}

async function withFork<Value>(work: (child: ChildProcess) => Promise<Value>): Promise<Value> {
  const child = fork(file('peers/echo.mjs'))
  try {
    return await work(child)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

/** Microseconds of one, after as many that are not counted. */
async function trip(ask: (value: number) => Promise<unknown>): Promise<number> {
  for (let value = 0; value < trips; value++) await ask(value)
  const time = await timed(async () => {
    for (let value = 0; value < trips; value++) await ask(value)
  })
  return (time * 1_000) / trips
}

/** Each time between two new processes: which processors the system gives them to decides as much as all that they do. */
async function roundTrips(): Promise<Figure[]> {
  const { a, b, ratios } = await inTurn(
    rounds,
    () => withPool(1, (pool) => trip((value) => pool.apply<typeof small.square>(at('square'), [value]))),
    () =>
      withFork(async (child) => {
        await once(child, 'message')
        return trip((value) => {
          const answer = new Promise((resolve) => child.once('message', resolve))
          child.send(value)
          return answer
        })
      }),
  )
  return [
    { name: 'one task there and back, against a bare fork’s message', unit: '×', values: ratios, bound: { most: 1.5 } },
    { name: 'the same, of ours', unit: 'µs', values: a },
    { name: 'the same, of a bare fork', unit: 'µs', values: b },
  ]
}

async function startAndEnd(): Promise<number> {
  const { promise: ready, resolve } = Promise.withResolvers<undefined>()
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>()
  const start = processStarter(file('../../out/main/worker.js'))
  const begin = performance.now()
  const { child, taskRecord } = start({
    name: 'PoolWorker-1',
    onFrame: ({ kind }) => {
      if (kind === fromWorker.ready) resolve(undefined)
    },
    onEnd: () => {
      end(undefined)
    },
  })
  await ready
  const time = performance.now() - begin
  child.kill('SIGKILL')
  await ended
  taskRecord.close()
  return time
}

async function starts(): Promise<Figure[]> {
  const bare = (): Promise<number> => timedStart((child) => once(child, 'message'))
  const worker = await inTurn(rounds, startAndEnd, bare)
  const first = await inTurn(
    rounds,
    async () => {
      const begin = performance.now()
      return withPool(1, async (pool) => {
        await pool.apply<typeof small.square>(at('square'), [1])
        return performance.now() - begin
      })
    },
    bare,
  )
  const warm = await inTurn(
    rounds,
    () =>
      withPool(1, async (pool) => {
        await wait(300)
        return timed(() => pool.apply<typeof small.square>(at('square'), [1]))
      }),
    bare,
  )
  return [
    {
      name: 'start of a worker until it is ready, against a bare fork’s',
      unit: '×',
      values: worker.ratios,
      bound: { most: 1.3 },
    },
    { name: 'the same, of ours', unit: 'ms', values: worker.a },
    {
      name: 'from a new pool to the result of its first task, against a bare fork’s start',
      unit: '×',
      values: first.ratios,
    },
    {
      name: 'first task of a pool that was made a moment ago, against a bare fork’s start',
      unit: '×',
      values: warm.ratios,
      bound: { most: 0.5 },
    },
    { name: 'the same, of ours (it imports the function’s module)', unit: 'ms', values: warm.a },
  ]
}

async function timedStart(until: (child: ChildProcess) => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  return withFork(async (child) => {
    await until(child)
    return performance.now() - begin
  })
}

const python = `
from multiprocessing import Pool
import time
def same(value): return value
if __name__ == '__main__':
    value = bytes(${megabyte})
    with Pool(2) as pool:
        for i in range(${copies}): pool.apply(same, (value,))
        begin = time.perf_counter()
        for i in range(${copies}): pool.apply(same, (value,))
        print((time.perf_counter() - begin) * 1000)`

async function bytes(): Promise<Figure[]> {
  const value = new Uint8Array(megabyte)
  return withPool(2, async (pool) => {
    const ours = (): Promise<number> =>
      timed(async () => {
        for (let count = 0; count < copies; count++) {
          const given = await pool.apply<typeof small.same<Uint8Array>>(at('same'), [value])
          if (given.byteLength !== megabyte) throw new Error('Bytes are missing.')
        }
      })
    await ours()
    const { a, ratios } = await inTurn(rounds, ours, async () => {
      const { stdout } = await promisify(execFile)('python3', ['-c', python])
      return Number(stdout)
    })
    return [
      { name: '1 MB of bytes there and back, against Python’s apply', unit: '×', values: ratios, bound: { most: 0.8 } },
      { name: 'the same, of ours', unit: 'ms', values: a.map((time) => time / copies) },
    ]
  })
}

/** What copies cost: a thread could hand over memory, a process cannot. */
async function buffers(): Promise<Figure[]> {
  const thread = new Worker(file('peers/bare-thread.mjs'))
  const bare = (isTransferred: boolean) => () =>
    timed(async () => {
      thread.postMessage({ length: large, isTransferred })
      await once(thread, 'message')
    })
  const handedOver = await inTurn(rounds, bare(true), bare(false))
  await thread.terminate()
  const of = (kind: 'process' | 'thread') =>
    withPool(
      1,
      async (pool) => {
        const values: number[] = []
        for (let round = 0; round < rounds; round++)
          values.push(await timed(() => pool.apply<typeof small.makeBytes>(at('makeBytes'), [large])))
        return values
      },
      { kind },
    )
  return [
    { name: '16 MiB from a bare thread, handed over', unit: 'ms', values: handedOver.a },
    { name: 'the same, copied', unit: 'ms', values: handedOver.b },
    { name: '16 MiB from a task in a thread', unit: 'ms', values: await of('thread') },
    { name: '16 MiB from a task in a process', unit: 'ms', values: await of('process') },
  ]
}

async function processors(): Promise<Figure[]> {
  const work = (size: number) => () =>
    withPool(size, async (pool) => {
      await pool.map<typeof small.burn>(at('burn'), Array<number>(size).fill(1), { chunkSize: 1 })
      return timed(() => pool.map<typeof small.burn>(at('burn'), Array<number>(8).fill(steps / 8), { chunkSize: 1 }))
    })
  const { ratios } = await inTurn(rounds, work(1), work(2))
  return [
    {
      name: 'a function that only computes, in 2 processes, as fast as in 1 (2 free processors)',
      unit: '×',
      values: ratios,
      bound: { least: 1.8 },
    },
  ]
}

/** What workers cost, against a bare `fork` and Python. */
const measure: Benchmark = async () => {
  const figures = [...(await roundTrips()), ...(await starts()), ...(await buffers()), ...(await processors())]
  if (isInstalled('python3')) figures.push(...(await bytes()))
  else console.error('  python3 is not installed: nothing to measure large arguments against')
  return figures
}

export default measure
