import { spawn } from 'node:child_process'
import { setImmediate as turn } from 'node:timers/promises'
import { currentPlatform } from '../../src-main/supervisor/platform/current.ts'
import { timeShell } from './command.ts'
import { type Benchmark, inTurn } from './figure.ts'

const processes = 500
const rounds = 9

/** One round of samples of 500 processes, against what `ps` needs for the same columns. */
const sampling: Benchmark = async () => {
  const sleepers = spawn('/bin/sh', ['-c', `for i in $(seq ${processes}); do sleep 1000 & done; echo up; wait`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  await new Promise((resolve) => sleepers.stdout.once('data', resolve))
  const platform = currentPlatform()
  const blocked: number[] = []

  /** Milliseconds that one scan takes of the event loop, and the longest that it keeps it in one go. */
  async function scan(): Promise<number> {
    let longest = 0
    const watching = new AbortController()
    const watch = (async () => {
      let before = performance.now()
      while (!watching.signal.aborted) {
        await turn()
        const now = performance.now()
        longest = Math.max(longest, now - before)
        before = now
      }
    })()
    const begin = performance.now()
    await platform.scan(Infinity)
    const time = performance.now() - begin
    watching.abort()
    await watch
    blocked.push(longest)
    return time
  }

  try {
    for (let warm = 0; warm < 20; warm++) await scan()
    blocked.length = 0
    const { a, ratios } = await inTurn(rounds, scan, () =>
      timeShell('ps -eo pid,ppid,stat,time,rss,nlwp,args > /dev/null'),
    )
    return [
      { name: `one sample of ${processes} processes, against ps`, unit: '×', values: ratios, bound: { most: 0.1 } },
      { name: 'one sample', unit: 'ms', values: a },
      { name: 'longest turn of the event loop in a sample', unit: 'ms', values: blocked, bound: { most: 1 } },
    ]
  } finally {
    platform.close()
    if (sleepers.pid !== undefined) process.kill(-sleepers.pid, 'SIGKILL')
  }
}

export default sampling
