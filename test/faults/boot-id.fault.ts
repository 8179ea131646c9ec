import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunId } from '../../src-main/contract/run.ts'
import type { Task } from '../../src-main/contract/task.ts'
import { pretendRestart } from './another-boot.ts'
import type { Fault } from './fault.ts'
import { Host, dataFolderIn, endAll, kill, supervisorsOf } from './host.ts'
import { waitUntil } from './wait-until.ts'

const slots = 8
const waiting = 5

export const fault: Fault = {
  title:
    'Host and supervisor are killed with -9 and the boot’s name in database and journal is changed, as after a restart of the machine; processes with the old PIDs live on.',
  async run({ extent, folder }) {
    const rounds = extent === 'long' ? 5 : 1
    try {
      for (let round = 0; round < rounds; round++) await restart(join(folder, String(round)))
      return { restarts: rounds, 'lost (machine restarted)': rounds * slots, reruns: 0, 'processes hit': 0 }
    } finally {
      await endAll(folder)
    }
  },
}

async function restart(folder: string): Promise<void> {
  const first = await Host.start(folder)
  const starts = join(folder, 'starts')
  await first.get('setPoolSize', { size: slots })
  const { runIds } = await first.get('submit', { tasks: [startCounter(starts)], times: slots + waiting })
  const alive = runIds.slice(0, slots)
  const queued = runIds.slice(slots)
  const live = await waitUntil('all slots to be taken', async () => {
    const runs = await first.get('listLive', {})
    return startsIn(starts).length === slots && runs.every(({ pid }) => pid !== undefined) && runs
  })
  await first.kill()
  for (const pid of supervisorsOf(folder)) kill(pid)
  await waitUntil('the end of the supervisor', () => supervisorsOf(folder).length === 0)
  pretendRestart(dataFolderIn(folder))

  const host = await Host.start(folder)
  const { ended, left } = await host.get('waitForRuns', { runIds, wait: 0 })
  const isLost = (runId: RunId): boolean =>
    ended.some((run) => run.runId === runId && run.outcome.kind === 'lost' && run.outcome.code === 'machine-restarted')
  if (!alive.every(isLost)) throw new Error(`Not all are lost by the restart: ${JSON.stringify(ended)}`)
  if (left.join() !== queued.join()) throw new Error(`Waiting: ${left.join()} instead of ${queued.join()}.`)
  const { pool, recovery } = await host.get('subscribe', {})
  if (!pool.isPaused || pool.depth !== waiting || recovery?.lost.join() !== alive.join())
    throw new Error(`The queue does not wait for a person: ${JSON.stringify({ pool, recovery })}`)
  for (const { pid } of live) if (pid === undefined || !isAlive(pid)) throw new Error(`Process ${String(pid)} was hit.`)
  await requeue(host, alive, starts)
  await endAll(folder)
}

/** What the window's Requeue does. Each start so far has left one line. */
async function requeue(host: Host, lost: RunId[], starts: string): Promise<void> {
  if (startsIn(starts).length !== slots)
    throw new Error(`${String(startsIn(starts).length)} starts of ${String(slots)}.`)
  const { runIds: anew } = await host.get('runAgain', { runIds: lost })
  if (anew.length !== lost.length) throw new Error(`${String(anew.length)} of ${String(lost.length)} were requeued.`)
  await host.get('setPoolSize', { size: slots + waiting })
  await host.get('resumePool', {})
  // Those that waited come first.
  await waitUntil('the requeued runs', () => startsIn(starts).length === 2 * slots + waiting)
  const { left } = await host.get('waitForRuns', { runIds: anew, wait: 0 })
  if (left.length !== anew.length) throw new Error('A requeued run has ended already.')
}

/** Leaves a line for each start, then lives on. */
function startCounter(file: string): Task {
  return { command: { kind: 'shell', line: `echo "$FORKYARD_RUN_ID" >>'${file}'; exec sleep 600` } }
}

function startsIn(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${String(pid)}`)
}
