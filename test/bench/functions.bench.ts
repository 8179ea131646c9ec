import { Pool } from '../../src-main/library.ts'
import type * as functions from '../fixtures/functions.ts'
import { isInstalled, timePython } from './command.ts'
import { type Benchmark, type Figure, inTurn } from './figure.ts'

const rounds = 5
const tasks = 10_000
const items = 100_000
const chunkSize = 100

const at = (name: string): URL => new URL(`../fixtures/functions.ts#${name}`, import.meta.url)

/** Python's own way of the same, which prints the milliseconds of it alone. */
const python = {
  tasks: `
from multiprocessing import Pool
import time
def square(x): return x * x
if __name__ == '__main__':
    with Pool(2) as pool:
        [r.get() for r in [pool.apply_async(square, (i,)) for i in range(1000)]]
        begin = time.perf_counter()
        [r.get() for r in [pool.apply_async(square, (i,)) for i in range(${tasks})]]
        print((time.perf_counter() - begin) * 1000)`,
  map: `
from multiprocessing import Pool
import time
def square(x): return x * x
if __name__ == '__main__':
    with Pool(2) as pool:
        list(pool.imap(square, range(10000), chunksize=${chunkSize}))
        begin = time.perf_counter()
        list(pool.imap(square, range(${items}), chunksize=${chunkSize}))
        print((time.perf_counter() - begin) * 1000)`,
}

/** Functions in processes, against Python's multiprocessing with as many. */
const measure: Benchmark = async () => {
  if (!isInstalled('python3')) {
    console.error('  python3 is not installed: nothing to measure against')
    return []
  }
  const pool = new Pool(2)
  const ourTasks = async (): Promise<number> => {
    const begin = performance.now()
    const results = []
    for (let item = 0; item < tasks; item++)
      results.push(pool.applyAsync<typeof functions.square>(at('square'), [item]).get())
    await Promise.all(results)
    return performance.now() - begin
  }
  const numbers = Array.from({ length: items }, (_, index) => index)
  const ourMap = async (): Promise<number> => {
    const begin = performance.now()
    await pool.map<typeof functions.square>(at('square'), numbers, { chunkSize })
    return performance.now() - begin
  }
  const figures: Figure[] = []
  try {
    for (let warm = 0; warm < 3; warm++) await ourTasks()
    const single = await inTurn(
      rounds,
      () => timePython(python.tasks),
      () => ourTasks(),
    )
    figures.push(
      {
        name: `${tasks} trivial tasks, as fast as Python’s apply_async`,
        unit: '×',
        values: single.ratios,
        bound: { least: 6 },
      },
      { name: 'the same, of ours', unit: 'ms', values: single.b },
    )
    for (let warm = 0; warm < 3; warm++) await ourMap()
    const chunks = await inTurn(
      rounds,
      () => ourMap(),
      () => timePython(python.map),
    )
    figures.push(
      {
        name: `map of ${items} by ${chunkSize}, against Python’s imap`,
        unit: '×',
        values: chunks.ratios,
        bound: { most: 1.2 },
      },
      { name: 'the same, of ours', unit: 'ms', values: chunks.a },
    )
  } finally {
    pool.close()
    await pool.join()
  }
  return figures
}

export default measure
