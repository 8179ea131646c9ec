import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Benchmark, inTurn } from './figure.ts'
import { startHost } from './host.ts'

const rounds = 7
const singles = 200
const clients = 64
const perClient = 20
/** Milliseconds between two looks at the loop’s delay. */
const delayStep = 10

const task = { command: { kind: 'argv' as const, argv: ['/bin/true'] } }

/** Submissions that are acknowledged, each answered once it is on the disk; the pool is paused, nothing starts. */
const submission: Benchmark = async () => {
  const host = await startHost(2)
  const delays: number[] = []
  try {
    await host.get('pausePool', {})
    const submit = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index++) await host.get('submit', { tasks: [task] })
    }
    const watched = async (act: () => Promise<unknown>): Promise<number> => {
      const delay = monitorEventLoopDelay({ resolution: delayStep })
      delay.enable()
      const begin = performance.now()
      await act()
      const time = performance.now() - begin
      delay.disable()
      delays.push(delay.percentile(99) / 1e6 - delayStep)
      return time
    }
    await submit(singles)
    const single = await inTurn(
      rounds,
      () => watched(() => submit(singles)),
      () => Promise.resolve(appendDurably(join(host.folder, 'append'), singles)),
    )
    const together = await inTurn(
      rounds,
      () => watched(() => submit(singles)).then((time) => time / singles),
      () =>
        watched(() => Promise.all(Array.from({ length: clients }, () => submit(perClient)))).then(
          (time) => time / (clients * perClient),
        ),
    )
    return [
      {
        name: 'one acknowledged submission, against appending 4 KiB and fdatasync',
        unit: '×',
        values: single.ratios,
        bound: { most: 1.7 },
      },
      { name: 'one acknowledged submission', unit: 'ms', values: single.a.map((time) => time / singles) },
      { name: 'appending 4 KiB and fdatasync', unit: 'ms', values: single.b.map((time) => time / singles) },
      {
        name: `${clients} at a time, acknowledged per second, against one at a time`,
        unit: '×',
        values: together.ratios,
        bound: { least: 10 },
      },
      { name: 'main loop, delay p99 meanwhile', unit: 'ms', values: delays, bound: { most: 20 } },
    ]
  } finally {
    await host.close()
  }
}

/** Milliseconds for so many appends, each on the disk before the next. */
function appendDurably(file: string, count: number): number {
  const block = Buffer.alloc(4_096, 1)
  const descriptor = openSync(file, 'a')
  const begin = performance.now()
  for (let index = 0; index < count; index++) {
    writeSync(descriptor, block)
    fdatasyncSync(descriptor)
  }
  const time = performance.now() - begin
  closeSync(descriptor)
  return time
}

export default submission
