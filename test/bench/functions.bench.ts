import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Pool, Process, Queue } from '../../src-main/library.ts'
import type * as functions from '../fixtures/functions.ts'
import type * as queues from '../fixtures/queue-functions.ts'
import { isInstalled } from './command.ts'
import { type Benchmark, type Figure, inTurn } from './figure.ts'

const rounds = 5
const tasks = 10_000
const items = 100_000
const chunkSize = 100
const messages = 100_000

const at = (name: string): URL => new URL(`../fixtures/functions.ts#${name}`, import.meta.url)
const queueAt = (name: string): URL => new URL(`../fixtures/queue-functions.ts#${name}`, import.meta.url)

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
  queue: `
from multiprocessing import Process, Queue
import time
def produce(q, ready, count):
    ready.get()
    for i in range(count): q.put(i)
    q.put(None); q.put(None)
def consume(q, into):
    total = 0
    while True:
        item = q.get()
        if item is None: break
        total += item
    into.put(total)
if __name__ == '__main__':
    q, ready, into = Queue(), Queue(), Queue()
    all = [Process(target=consume, args=(q, into)) for _ in range(2)] + [Process(target=produce, args=(q, ready, ${messages}))]
    [p.start() for p in all]
    time.sleep(0.3)
    begin = time.perf_counter()
    ready.put(1)
    into.get(); into.get()
    print((time.perf_counter() - begin) * 1000)
    [p.join() for p in all]`,
}

async function timePython(code: string): Promise<number> {
  const { stdout } = await promisify(execFile)('python3', ['-c', code])
  return Number(stdout)
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
  const carried = await inTurn(
    3,
    () => timePython(python.queue),
    () => carry(),
  )
  figures.push(
    {
      name: `${messages} messages, 1 producer to 2 consumers, as fast as Python’s Queue`,
      unit: '×',
      values: carried.ratios,
      bound: { least: 3 },
    },
    { name: 'the same, of ours', unit: 'ms', values: carried.b },
  )
  return figures
}

/** Milliseconds for all messages, each awaited by its producer. */
async function carry(): Promise<number> {
  const [queue, ready, into] = [new Queue<number>(), new Queue(), new Queue<number>()]
  const consumers = [1, 2].map(
    () => new Process<typeof queues.addUp>({ target: queueAt('addUp'), args: [queue, into] }),
  )
  const producer = new Process<typeof queues.putWhenReady>({
    target: queueAt('putWhenReady'),
    args: [queue, ready, messages],
  })
  for (const one of [...consumers, producer]) one.start()
  await new Promise((resolve) => setTimeout(resolve, 300))
  const begin = performance.now()
  await ready.put(true)
  const total = (await into.get()) + (await into.get())
  const time = performance.now() - begin
  if (total !== (messages * (messages - 1)) / 2) throw new Error('Messages are missing.')
  for (const one of [...consumers, producer]) await one.join()
  return time
}

export default measure
