import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { Host, endAll } from './host.ts'
import { waitUntil } from './wait-until.ts'

const megabyte = 1_048_576
/** Bytes that the host may have grown by. */
const bound = 30 * megabyte
const part = 1_000

const collector = new URL('collect-on-signal.ts', import.meta.url).href

/** So many runs, or as many as there is time for: milliseconds. FORKYARD_FAULT_RUNS asks for a number, however long it takes. */
const wanted = Number(process.env.FORKYARD_FAULT_RUNS ?? 100_000)
const time = process.env.FORKYARD_FAULT_RUNS === undefined ? 180_000 : Infinity

export const fault: Fault = {
  title: 'Many short runs pass through the host: its memory is what it was after the first ones.',
  needsRest: true,
  impossible: () => (process.platform === 'linux' ? undefined : 'the memory of a process is read from /proc'),
  async run({ extent, folder }) {
    const [first, last] = extent === 'long' ? [1_000, wanted] : [100, 400]
    try {
      const host = await Host.start(folder, { NODE_OPTIONS: `--import ${collector}` })
      await host.get('setPoolSize', { size: 8 })
      await submit(host, first)
      const before = await settled(host)
      const begin = performance.now()
      let done = first
      while (done < last && performance.now() - begin < time) {
        const times = Math.min(part, last - done)
        await submit(host, times)
        done += times
      }
      const seconds = (performance.now() - begin) / 1_000
      const after = await settled(host)
      const [pool] = (await host.get('hostStatus', {})).pools
      if (pool?.ended.succeeded !== done) throw new Error(`Not all of ${String(done)} runs succeeded.`)
      await host.end()
      const grown = after - before
      if (grown > bound) throw new Error(`It grew from ${inMegabytes(before)} to ${inMegabytes(after)} MiB.`)
      return {
        runs: done,
        'a second': Math.round((done - first) / seconds),
        [`MiB after ${String(first)}`]: inMegabytes(before),
        'MiB at the end': inMegabytes(after),
      }
    } finally {
      await endAll(folder)
    }
  },
}

/** Submits `true` so many times and waits for the end of all. */
async function submit(host: Host, times: number): Promise<void> {
  const { runIds } = await host.get('submit', { tasks: [{ command: { kind: 'argv', argv: ['true'] } }], times })
  const last = runIds.slice(-10)
  await waitUntil('the end of short runs', async () => {
    const { left } = await host.get('waitForRuns', { runIds: last, wait: 1_000 })
    const [pool] = (await host.get('hostStatus', {})).pools
    return left.length === 0 && pool?.depth === 0 && pool.running === 0
  })
}

/** Bytes of memory once everything is recorded and collected: the least of several looks. */
async function settled(host: Host): Promise<number> {
  let least = Infinity
  for (let look = 0; look < 10; look++) {
    process.kill(host.pid, 'SIGUSR2')
    // Its answer comes after the signal was dealt with, and what it has written meanwhile has been indexed.
    await host.get('listHistory', { count: 1, text: 'true' })
    await wait(200)
    least = Math.min(least, residentBytes(host.pid))
  }
  return least
}

function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1_024
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / megabyte)
}
