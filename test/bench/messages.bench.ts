import { Pool, Process, Queue } from '../../src-main/library.ts'
import type * as queues from '../fixtures/queue-functions.ts'
import { isInstalled, timePython } from './command.ts'
import { type Benchmark, type Figure, inTurn } from './figure.ts'
import type * as redis from './redis.ts'
import { openRedis } from './redis-server.ts'

const rounds = 7
const messages = 100_000
/** Milliseconds until all processes wait for the beginning. */
const start = 500

const at = (name: string): URL => new URL(`../fixtures/queue-functions.ts#${name}`, import.meta.url)
const redisAt = (name: string): URL => new URL(`./redis.ts#${name}`, import.meta.url)

/** Python's own way of the same, which prints the milliseconds of it alone. */
const python = `
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
    [p.join() for p in all]`

/** One producer process to two consumer processes, and what waiting messages cost the process that has them. */
const measure: Benchmark = async () => {
  const figures: Figure[] = []
  if (isInstalled('python3')) {
    const note = 'both: put by put and get by get, no batches'
    const awaited = await inTurn(
      rounds,
      () => timePython(python),
      () => carry('putWhenReady'),
    )
    figures.push(
      {
        name: `${messages} small messages, each put awaited, as fast as Python’s Queue`,
        unit: '×',
        values: awaited.ratios,
        bound: { least: 3 },
        note,
      },
      { name: 'the same, of ours', unit: 'ms', values: awaited.b },
      { name: 'the same, of Python', unit: 'ms', values: awaited.a },
    )
    const together = await inTurn(
      rounds,
      () => timePython(python),
      () => carry('putTogetherWhenReady'),
    )
    figures.push(
      {
        name: `${messages} small messages, puts awaited at the end alone, as fast as Python’s Queue`,
        unit: '×',
        values: together.ratios,
        note,
      },
      { name: 'the same, of ours', unit: 'ms', values: together.b },
    )
  } else console.error('  python3 is not installed: nothing to measure against')
  figures.push(...(await againstRedis()), ...(await weigh()))
  return figures
}

async function againstRedis(): Promise<Figure[]> {
  if (!isInstalled('redis-server')) {
    console.error('  redis-server is not installed: nothing to measure against')
    return []
  }
  const server = await openRedis()
  try {
    const carried = await inTurn(
      5,
      () => carryByRedis(server.path),
      () => carry('putWhenReady'),
    )
    return [
      {
        name: `${messages} small messages, as fast as a Redis list with BLMPOP`,
        unit: '×',
        values: carried.ratios,
        bound: { least: 1 },
        note: 'Redis’ producer waits for no answer, its consumers take one by one, over a local socket',
      },
      { name: 'the same, of Redis', unit: 'ms', values: carried.a },
    ]
  } finally {
    await server.close()
  }
}

/** Milliseconds for all messages, from the first put to the last sum. */
async function carry(how: 'putWhenReady' | 'putTogetherWhenReady'): Promise<number> {
  const [queue, ready, into] = [new Queue<number>(), new Queue(), new Queue<number>()]
  const consumers = [1, 2].map(() => new Process<typeof queues.addUp>({ target: at('addUp'), args: [queue, into] }))
  const producer = new Process<typeof queues.putWhenReady>({ target: at(how), args: [queue, ready, messages] })
  return time([...consumers, producer], ready, into)
}

async function carryByRedis(path: string): Promise<number> {
  const [ready, into] = [new Queue(), new Queue<number>()]
  const consumers = [1, 2].map(() => new Process<typeof redis.addUp>({ target: redisAt('addUp'), args: [path, into] }))
  const producer = new Process<typeof redis.pushWhenReady>({
    target: redisAt('pushWhenReady'),
    args: [path, ready, messages],
  })
  return time([...consumers, producer], ready, into)
}

async function time(processes: { start(): void; join(): Promise<void> }[], ready: Queue, into: Queue<number>) {
  for (const one of processes) one.start()
  await new Promise((resolve) => setTimeout(resolve, start))
  const begin = performance.now()
  await ready.put(true)
  const total = (await into.get()) + (await into.get())
  const taken = performance.now() - begin
  if (total !== (messages * (messages - 1)) / 2) throw new Error('Messages are missing.')
  for (const one of processes) await one.join()
  return taken
}

/** By how much this process grows for messages that wait here, put by another, for each byte of what they are as bytes. */
async function weigh(): Promise<Figure[]> {
  const pool = new Pool(1)
  const figures: Figure[] = []
  try {
    for (const [length, bytes] of [
      [0, 5],
      [100, 101],
    ] as const) {
      const resident: number[] = []
      const used: number[] = []
      for (let round = 0; round < 6; round++) {
        const queue = new Queue()
        const before = settledMemory()
        await pool.apply<typeof queues.putMany>(at('putMany'), [queue, messages, length])
        const after = settledMemory()
        if ((await queue.qsize()) !== messages) throw new Error('Messages are missing.')
        // The first time also pays for what stays.
        if (round === 0) continue
        resident.push((after.resident - before.resident) / (messages * bytes))
        used.push((after.used - before.used) / (messages * bytes))
      }
      const what = `${messages} waiting messages of ${bytes} bytes, memory of their process for each byte`
      figures.push(
        { name: `${what}, heap and buffers`, unit: '×', values: used, bound: { most: 2 } },
        { name: `${what}, resident`, unit: '×', values: resident, ...(length > 0 && { bound: { most: 2 } }) },
      )
    }
  } finally {
    pool.close()
    await pool.join()
  }
  return figures
}

function settledMemory(): { resident: number; used: number } {
  for (let pass = 0; pass < 4; pass++) globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { resident: rss, used: heapUsed + external }
}

export default measure
