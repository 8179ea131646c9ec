import { spawn } from 'node:child_process'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { currentPlatform } from '../../src-main/supervisor/platform/current.ts'
import { timeShell } from './command.ts'
import { type Benchmark, inTurn } from './figure.ts'

const processes = 500
const rounds = 15

const ps = 'ps -eo pid,ppid,stat,time,rss,nlwp,args > /dev/null'

/** As it is once a second: the one before was its own, not the peer's, and the processor has done other things since. */
const onceASecond = (work: () => Promise<number>) => async (): Promise<number> => {
  await work()
  await sleep(1_000)
  return work()
}

/** One round of samples of 500 processes, against what `ps` needs for the same columns. */
const sampling: Benchmark = async () => {
  const sleepers = spawn('/bin/sh', ['-c', `for i in $(seq ${processes}); do sleep 1000 & done; echo up; wait`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  await new Promise((resolve) => sleepers.stdout.once('data', resolve))
  const platform = currentPlatform()
  /** Longest turns while a sample is taken, beyond those of a loop that only turns for as long: the machine's own. */
  const blocked: number[] = []

  /** Milliseconds that one scan takes. */
  async function scan(): Promise<number> {
    const begin = performance.now()
    await platform.scan(Infinity)
    return performance.now() - begin
  }

  /** The longest that the event loop is kept in one go while this is under way. */
  async function longestTurn(work: () => Promise<unknown>): Promise<number> {
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
    await work()
    watching.abort()
    await watch
    return longest
  }

  try {
    // As after five minutes of sampling: the code is compiled.
    for (let warm = 0; warm < 300; warm++) await scan()
    const { a, ratios } = await inTurn(
      rounds,
      onceASecond(scan),
      onceASecond(() => timeShell(ps)),
    )
    for (let round = 0; round < rounds; round++) {
      let length = 0
      const withSample = await longestTurn(async () => (length = await scan()))
      const without = await longestTurn(() => sleep(length))
      blocked.push(Math.max(0, withSample - without))
    }
    return [
      { name: `one sample of ${processes} processes, against ps`, unit: '×', values: ratios, bound: { most: 0.1 } },
      { name: 'one sample', unit: 'ms', values: a },
      {
        name: 'longest turn of the event loop in a sample, beyond an idle loop’s',
        unit: 'ms',
        values: blocked,
        bound: { most: 1 },
      },
    ]
  } finally {
    platform.close()
    if (sleepers.pid !== undefined) process.kill(-sleepers.pid, 'SIGKILL')
  }
}

export default sampling
