import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { limits } from '../../src-main/contract/limits.ts'
import { isInstalled, timeShell } from './command.ts'
import { type Benchmark, type Figure, inTurn, median } from './figure.ts'
import { exits, startHost } from './host.ts'

const runs = 2_000
/** Against the slower peers, which need several times as long. */
const fewerRuns = 500
const rounds = 5
/** Milliseconds between two looks at the loop’s delay; at every one they alone were a seventh of the loop’s time. */
const delayStep = 10

/** Many short runs at pool size 2, each durable, with a log and a session of its own, from a process as large as Electron's main. */
const throughput: Benchmark = async () => {
  const padding = Buffer.alloc(300 * 2 ** 20, 1)
  const host = await startHost(2)
  const loopTime: number[] = []
  const loopDelay: number[] = []

  async function ours(count: number): Promise<number> {
    const delay = monitorEventLoopDelay({ resolution: delayStep })
    const before = performance.eventLoopUtilization()
    delay.enable()
    const begin = performance.now()
    const done = exits(host.supervisor, count)
    const { runIds } = await host.get('submit', {
      tasks: [{ command: { kind: 'argv', argv: ['/bin/true'] } }],
      times: count,
    })
    await done
    // Every end is on the disk.
    await host.get('waitForRuns', { runIds: runIds.slice(-limits.awaitedRuns), wait: limits.runWait })
    const time = performance.now() - begin
    delay.disable()
    loopTime.push(performance.eventLoopUtilization(before).active / count)
    loopDelay.push(delay.percentile(99) / 1e6 - delayStep)
    return time
  }

  const figures: Figure[] = []
  try {
    const filesBefore = await madeFiles(host.folder)
    await ours(runs)
    loopTime.length = loopDelay.length = 0
    const xargs = await inTurn(
      rounds,
      () => ours(runs),
      () => timeShell(`seq ${runs} | xargs -P2 -n1 /bin/true`),
    )
    figures.push(
      {
        name: `${runs} × true, pool of 2, against xargs -P2`,
        unit: '×',
        values: xargs.ratios,
        bound: { most: 2.5 },
        note: 'aim 1.5',
      },
      { name: 'time of one run', unit: 'ms', values: xargs.a.map((time) => time / runs) },
      { name: 'main loop, time per run', unit: 'ms', values: [...loopTime], bound: { most: 0.2 } },
      {
        name: 'main loop, time per run, against a plain spawn there',
        unit: '×',
        values: (await plainSpawns(rounds)).map((spawning, round) => (loopTime[round] ?? NaN) / spawning),
        bound: { most: 0.02 },
        note: 'the bounds’ own ratio, 0.2 ms to 10',
      },
      { name: 'main loop, delay p99 meanwhile', unit: 'ms', values: [...loopDelay], bound: { most: 20 } },
      {
        name: 'making an empty file, before all that',
        unit: 'ms',
        values: filesBefore,
        note: 'each run makes its log',
      },
    )
    const peers = [
      {
        program: 'parallel',
        name: 'GNU parallel',
        line: `seq ${fewerRuns} | parallel --will-cite -j2 /bin/true '#'`,
        least: 2.5,
      },
      {
        program: 'tsp',
        name: 'task-spooler',
        line: `export TS_SOCKET=$(mktemp -u) TS_MAXFINISHED=10; tsp -S 2; for i in $(seq ${fewerRuns}); do tsp -n /bin/true; done >/dev/null; while tsp | grep -qE 'running|queued'; do sleep 0.01; done; tsp -K`,
        least: 1,
      },
    ]
    for (const { program, name, line, least } of peers) {
      if (!isInstalled(program)) {
        console.error(`  ${name} is not installed: left out`)
        continue
      }
      const { ratios } = await inTurn(
        rounds,
        () => timeShell(line),
        () => ours(fewerRuns),
      )
      figures.push({ name: `as fast as ${name}`, unit: '×', values: ratios, bound: { least } })
    }
  } finally {
    await host.close()
  }
  if (padding[0] !== 1) throw new Error('The padding was freed')
  return figures
}

/**
 * Milliseconds that the file system takes to make a file. On ext4 without a journal, as virtual machines have it, that is
 * ten times as long for some minutes after thousands of files were deleted (recently_deleted in fs/ext4/ialloc.c).
 */
async function madeFiles(folder: string): Promise<number[]> {
  const times: number[] = []
  while (times.length < 50) {
    const begin = performance.now()
    const file = await open(join(folder, `made-${times.length}`), 'wx')
    times.push(performance.now() - begin)
    await file.close()
  }
  return times
}

/** Milliseconds that a start by child_process keeps this padded process, each the median of 20. */
async function plainSpawns(count: number): Promise<number[]> {
  const medians: number[] = []
  while (medians.length < count) {
    const times: number[] = []
    while (times.length < 20) {
      const begin = performance.now()
      const child = spawn('/bin/true', { stdio: 'ignore' })
      times.push(performance.now() - begin)
      await once(child, 'exit')
    }
    medians.push(median(times))
  }
  return medians
}

export default throughput
