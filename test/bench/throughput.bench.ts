import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { isInstalled, timeShell } from './command.ts'
import { type Benchmark, type Figure, inTurn } from './figure.ts'
import { exits, startHost } from './host.ts'

const runs = 2_000
const rounds = 5

/** Many short runs at pool size 2, a log and a session each, from a process as large as Electron's main. */
const throughput: Benchmark = async () => {
  const padding = Buffer.alloc(300 * 2 ** 20, 1)
  const host = await startHost(2)
  const loopTime: number[] = []
  const loopDelay: number[] = []

  async function ours(): Promise<number> {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const before = performance.eventLoopUtilization()
    delay.enable()
    const begin = performance.now()
    const done = exits(host.supervisor, runs)
    await host.get('submit', { tasks: [{ command: { kind: 'argv', argv: ['/bin/true'] } }], times: runs })
    await done
    const time = performance.now() - begin
    delay.disable()
    loopTime.push(performance.eventLoopUtilization(before).active / runs)
    // The histogram's timer itself is due every millisecond.
    loopDelay.push(delay.percentile(99) / 1e6 - 1)
    await host.get('clearEnded', {})
    return time
  }

  const figures: Figure[] = []
  try {
    await ours()
    loopTime.length = loopDelay.length = 0
    const xargs = await inTurn(rounds, ours, () => timeShell(`seq ${runs} | xargs -P2 -n1 /bin/true`))
    figures.push(
      {
        name: `${runs} × true, pool of 2, against xargs -P2`,
        unit: '×',
        values: xargs.ratios,
        bound: { most: 2 },
        note: 'aim 1.5',
      },
      { name: 'time of one run', unit: 'ms', values: xargs.a.map((time) => time / runs) },
      { name: 'main loop, time per run', unit: 'ms', values: [...loopTime], bound: { most: 0.2 } },
      { name: 'main loop, delay p99 meanwhile', unit: 'ms', values: [...loopDelay], bound: { most: 20 } },
    )
    const peers = [
      {
        program: 'parallel',
        name: 'GNU parallel',
        line: `seq ${runs} | parallel --will-cite -j2 /bin/true '#'`,
        least: 2.5,
      },
      {
        program: 'tsp',
        name: 'task-spooler',
        line: `export TS_SOCKET=$(mktemp -u) TS_MAXFINISHED=10; tsp -S 2; for i in $(seq ${runs}); do tsp -n /bin/true; done >/dev/null; while tsp | grep -qE 'running|queued'; do sleep 0.01; done; tsp -K`,
        least: 1,
      },
    ]
    for (const { program, name, line, least } of peers) {
      if (!isInstalled(program)) {
        console.error(`  ${name} is not installed: left out`)
        continue
      }
      const { ratios } = await inTurn(rounds, () => timeShell(line), ours)
      figures.push({ name: `as fast as ${name}`, unit: '×', values: ratios, bound: { least } })
    }
  } finally {
    await host.close()
  }
  if (padding[0] !== 1) throw new Error('The padding was freed')
  return figures
}

export default throughput
