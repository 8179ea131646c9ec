import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { FixedThreadPool } from 'poolifier'
import { Tinypool } from 'tinypool'
import workerpool from 'workerpool'
import { Pool } from '../../src-main/library.ts'
import type * as functions from '../fixtures/functions.ts'
import { type Benchmark, type Figure, inTurn } from './figure.ts'

const rounds = 5
const tasks = 10_000
const size = 2

const square = new URL('../fixtures/functions.ts#square', import.meta.url)
const file = (name: string): string => fileURLToPath(new URL(`peers/${name}.ts`, import.meta.url))

/** A pool as it was made after its own documentation, with two workers. */
interface Peer {
  name: string
  call: (value: number) => PromiseLike<unknown>
  end: () => Promise<unknown>
  bound: { least: number }
}

/** Each has workers that are there from the beginning, and gives a worker as many tasks at a time as it does by itself. */
const peers: (() => Peer)[] = [
  () => {
    const pool = workerpool.pool(file('workerpool'), { workerType: 'process', minWorkers: size, maxWorkers: size })
    const name = 'workerpool (processes)'
    return {
      name,
      call: (value) => pool.exec('square', [value]),
      end: async () => pool.terminate(),
      bound: { least: 8 },
    }
  },
  () => {
    const threads = { minThreads: size, maxThreads: size }
    const pool = new Tinypool({ filename: file('square'), runtime: 'child_process', ...threads })
    const name = 'tinypool (child processes)'
    return { name, call: (value) => pool.run(value), end: () => pool.destroy(), bound: { least: 8 } }
  },
  () => {
    const pool = new Piscina({ filename: file('square'), minThreads: size, maxThreads: size })
    return {
      name: 'piscina (threads)',
      call: (value) => pool.run(value),
      end: () => pool.destroy(),
      bound: { least: 1 },
    }
  },
  () => {
    const pool = new FixedThreadPool<number, number>(size, file('poolifier'))
    const name = 'poolifier (FixedThreadPool)'
    return { name, call: (value) => pool.execute(value), end: () => pool.destroy(), bound: { least: 1 } }
  },
]

/** Milliseconds for all of them, a promise each. Throws where a result is wrong. */
async function time(call: (value: number) => PromiseLike<unknown>): Promise<number> {
  const begin = performance.now()
  const values = await Promise.all(Array.from({ length: tasks }, (_, value) => call(value)))
  const passed = performance.now() - begin
  if (values.some((value, index) => value !== index * index)) throw new Error('A result is wrong.')
  return passed
}

/** Trivial tasks in our processes, against other pools for Node. */
const measure: Benchmark = async () => {
  const figures: Figure[] = []
  const pool = new Pool(size)
  const ours = (value: number): Promise<unknown> => pool.applyAsync<typeof functions.square>(square, [value]).get()
  for (let warm = 0; warm < 3; warm++) await time(ours)
  for (const make of peers) {
    const { name, call, end, bound } = make()
    await time(call)
    const { a, b, ratios } = await inTurn(
      rounds,
      () => time(call),
      () => time(ours),
    )
    await end()
    figures.push(
      { name: `${tasks} trivial tasks in processes, as fast as ${name}`, unit: '×', values: ratios, bound },
      { name: 'the same, of the other', unit: 'ms', values: a },
      { name: 'the same, of ours', unit: 'ms', values: b },
    )
  }
  pool.close()
  await pool.join()
  return figures
}

export default measure
