import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { RunId } from '../../src-main/contract/run.ts'
import { timeShell } from './command.ts'
import { type Benchmark, inTurn } from './figure.ts'
import { type Host, exits, startHost } from './host.ts'

const gibibyte = 2 ** 30
/** Lines of 64 bytes, one GiB of them: what a chatty build prints, without the program's own work. */
const flood = `yes ${'x'.repeat(63)} | head -c ${gibibyte}`

/** A view that follows a run as the window does: the tail, ten times a second. Returns how often it was refreshed. */
async function follow(host: Host, runId: RunId): Promise<number> {
  let refreshed = 0
  for (let size = 0; ;) {
    const begin = performance.now()
    const chunk = await host.get('readOutput', { runId, from: 'tail', count: 65_536, wait: 1_000 })
    if (chunk.size > size) refreshed++
    size = chunk.size
    if (!chunk.isLive) return refreshed
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 100 - (performance.now() - begin))))
  }
}

/** Output goes straight into the log's descriptor: it must cost what a shell redirect costs, and us nothing. */
const output: Benchmark = async () => {
  const host = await startHost(1)
  await host.get('changeSettings', { logLimitBytes: null })
  const cpu: number[] = []
  const rate: number[] = []
  const memory: number[] = []
  const delays: number[] = []

  async function ours(): Promise<number> {
    const before = process.cpuUsage()
    const begin = performance.now()
    const done = exits(host.supervisor, 1)
    await host.get('submit', { tasks: [{ command: { kind: 'shell', line: flood } }] })
    await done
    const time = performance.now() - begin
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1_000)
    await removeLogs(host)
    return time
  }

  async function watched(): Promise<void> {
    globalThis.gc?.()
    const before = process.memoryUsage().rss
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const { runIds } = await host.get('submit', { tasks: [{ command: { kind: 'shell', line: 'timeout 10 yes' } }] })
    const [runId] = runIds
    if (runId === undefined) throw new Error('nothing was submitted')
    delay.enable()
    const refreshed = await follow(host, runId)
    delay.disable()
    rate.push(refreshed / 10)
    delays.push(delay.percentile(99) / 1e6 - 1)
    memory.push((process.memoryUsage().rss - before) / 2 ** 20)
    await removeLogs(host)
  }

  try {
    const file = `${host.folder}/redirect`
    const floods = await inTurn(5, ours, () => timeShell(`${flood} > ${file}; rm ${file}`))
    for (let round = 0; round < 5; round++) await watched()
    return [
      { name: '1 GiB of lines, against a shell redirect', unit: '×', values: floods.ratios, bound: { most: 1.2 } },
      { name: 'our CPU time for it', unit: 'ms', values: cpu, bound: { most: 40 } },
      {
        name: '`yes` for 10 s: refreshes of the view',
        unit: '/s',
        values: rate,
        bound: { least: 9 },
        note: 'ten a second is the pace',
      },
      { name: '`yes` for 10 s: main loop delay p99', unit: 'ms', values: delays, bound: { most: 20 } },
      { name: '`yes` for 10 s: memory of the main process', unit: 'MB', values: memory, bound: { most: 20 } },
    ]
  } finally {
    await host.close()
  }
}

/** A GiB each. */
async function removeLogs(host: Host): Promise<void> {
  await rm(join(host.folder, 'logs'), { recursive: true })
}

export default output
