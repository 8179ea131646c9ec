import { spawnSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

/** How quick and how busy a machine is. */
export interface Machine {
  /** Milliseconds to start and end a Node that does nothing; the median. */
  start: number
  /** Milliseconds to bring a written page to the disk; the median. */
  sync: number
  /** Those that this process may use: fewer than the machine has under `taskset`. */
  processors: number
  /** Processes that wanted a processor, on average during the last minute. */
  load: number
}

/** Takes about half a second on a quick machine. */
export function measureMachine(): Machine {
  return {
    start: medianOf(5, () => spawnSync(process.execPath, ['-e', '0'], { stdio: 'ignore' })),
    sync: timeOfSync(),
    processors: availableParallelism(),
    load: loadavg()[0] ?? 0,
  }
}

function timeOfSync(): number {
  const folder = mkdtempSync(join(tmpdir(), 'forkyard-machine-'))
  const file = openSync(join(folder, 'page'), 'w')
  const page = Buffer.alloc(4_096, 1)
  try {
    return medianOf(9, () => {
      writeSync(file, page)
      fsyncSync(file)
    })
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The milliseconds in the middle of several tries. */
function medianOf(tries: number, work: () => void): number {
  const times = Array.from({ length: tries }, () => {
    const begin = performance.now()
    work()
    return performance.now() - begin
  }).sort((one, other) => one - other)
  return Math.round((times[Math.floor(tries / 2)] ?? 0) * 10) / 10
}
