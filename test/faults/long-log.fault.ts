import { closeSync, ftruncateSync, openSync, truncateSync, writeSync } from 'node:fs'
import type { RunId } from '../../src-main/contract/run.ts'
import type { Fault } from './fault.ts'
import { Host, endAll } from './host.ts'
import { median } from './median.ts'

const gigabyte = 1_000_000_000
const count = 65_536
const readings = 21

/** Of the time that one byte of the log's start takes: the way of 64 KiB to the client and back. A scan of 1 GB takes some 5,000 times as long. */
const factor = 50

export const fault: Fault = {
  title: 'Parts of a log of 1 GB are read: its start, its middle, its tail. Each is a seek.',
  needsRest: true,
  async run({ folder }) {
    try {
      const host = await Host.start(folder)
      const { runIds } = await host.get('submit', { tasks: [{ command: { kind: 'argv', argv: ['echo', 'begun'] } }] })
      const [runId = 0 as RunId] = runIds
      await host.get('waitForRuns', { runIds, wait: 30_000 })
      const { logFile = '' } = await host.get('describeRun', { runId })
      makeLong(logFile)
      const read = async (from: number | 'tail'): Promise<string> => {
        const chunk = await host.get('readOutput', { runId, from, count })
        return Buffer.from(chunk.bytes, 'base64').toString()
      }
      const small = await timed(async () => {
        await host.get('readOutput', { runId, from: 0, count: 1 })
      })
      const figures: Record<string, number> = { 'ms for one byte': small }
      for (const [name, from, word] of [
        ['start', 0, 'begun'],
        ['middle', gigabyte / 2, 'middle'],
        ['tail', 'tail', 'the end'],
      ] as const) {
        const time = await timed(async () => {
          if (!(await read(from)).includes(word)) throw new Error(`The ${name} of the log has no “${word}”.`)
        })
        figures[`ms for the ${name}`] = time
        if (time > factor * small)
          throw new Error(`Reading the ${name} took ${String(time)} ms, one byte ${String(small)}.`)
      }
      truncateSync(logFile)
      await host.end()
      return figures
    } finally {
      await endAll(folder)
    }
  },
}

/** A file with holes between its parts: its length counts, not what it takes on disk. */
function makeLong(file: string): void {
  const descriptor = openSync(file, 'r+')
  ftruncateSync(descriptor, gigabyte)
  writeSync(descriptor, 'in the middle', gigabyte / 2)
  writeSync(descriptor, 'the end', gigabyte - 7)
  closeSync(descriptor)
}

/** Median, in milliseconds with two decimals. */
async function timed(act: () => Promise<void>): Promise<number> {
  const times: number[] = []
  for (let reading = 0; reading < readings; reading++) {
    const begin = performance.now()
    await act()
    times.push(performance.now() - begin)
  }
  return Math.round(median(times) * 100) / 100
}
