import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { EndedRun } from '../../src-main/contract/run.ts'
import type { CountedTask } from './counted-task.ts'
import type { Fault } from './fault.ts'
import { Host, endAll, kill, supervisorsOf } from './host.ts'
import { Load } from './load.ts'
import { waitUntil } from './wait-until.ts'

const slots = 8

const extents = { short: { alone: 2, together: 1 }, long: { alone: 15, together: 5 } }

/** Milliseconds between two kills. */
const life = { least: 100, most: 2_500 }

/** Milliseconds by which the time of a file may be behind the clock: the kernel's tick. */
const tick = 20

export const fault: Fault = {
  title:
    'The supervisor is killed with -9 at random moments under a living host, and with it; 8 slots run a mix of tasks and a client submits.',
  async run({ extent, folder }) {
    const { alone, together } = extents[extent]
    try {
      let host = await Host.start(folder)
      await host.get('setPoolSize', { size: slots })
      const load = new Load(folder, host)
      load.begin()
      for (let count = 1; count <= alone + together; count++) {
        await wait(randomInt(life.least, life.most))
        const isTogether = count % Math.round((alone + together) / together) === 0
        const [supervisor] = await waitUntil('one supervisor', () => {
          const found = supervisorsOf(folder)
          return found.length === 1 && found
        })
        if (supervisor !== undefined) kill(supervisor)
        if (!isTogether) continue
        await host.kill()
        host = await Host.start(folder)
        load.turnTo(host)
        // It waits for a person where runs were lost.
        await host.get('resumePool', {})
      }
      await load.end()
      const seen = { exact: 0, 'to its end, without exit status': 0, 'lost at its start': 0 }
      for await (const { run, task, output } of load.results(host)) seen[honestyOf(run, task, output)]++
      // A few kills may well meet nobody.
      if (extent === 'long' && (seen.exact === 0 || seen['to its end, without exit status'] === 0))
        throw new Error(`The kills met no run, or all of them: ${JSON.stringify(seen)}`)
      const twice = load.unanswered.filter(({ starts }) => starts > 1)
      if (twice.length > 0) throw new Error(`${String(twice.length)} that were not acknowledged were started twice.`)
      const kills = { 'kills of the supervisor': alone, 'of host and supervisor': together }
      return {
        ...kills,
        acknowledged: load.acknowledged.size,
        lost: 0,
        'run twice': 0,
        ...seen,
        'wrong exit statuses': 0,
      }
    } finally {
      await endAll(folder)
    }
  },
}

/** How much is known of a run; throws where that is not true. */
function honestyOf(
  { runId, outcome, endedAt }: EndedRun,
  task: CountedTask,
  output: string,
): 'exact' | 'to its end, without exit status' | 'lost at its start' {
  const name = `Run ${String(runId)}`
  if (task.starts > 1) throw new Error(`${name} was started ${String(task.starts)} times.`)
  if (outcome.kind === 'lost' && outcome.code === 'supervisor-gone' && task.starts === 0) return 'lost at its start'
  if (task.starts === 0) throw new Error(`${name} was never started, and is ${JSON.stringify(outcome)}.`)
  if (output !== task.output) throw new Error(`The log of ${name} is not what it printed.`)
  if (task.cameToItsEndAt === undefined || endedAt < task.cameToItsEndAt - tick)
    throw new Error(`${name} counted as ended before it came to its end: ${JSON.stringify(outcome)}.`)
  if (task.isRight(outcome)) return 'exact'
  if (outcome.kind !== 'lost') throw new Error(`${name} is ${JSON.stringify(outcome)}, which it was not.`)
  return outcome.code === 'exit-status-unknown' ? 'to its end, without exit status' : 'lost at its start'
}
