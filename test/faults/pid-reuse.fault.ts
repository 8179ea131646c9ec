import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TargetResult } from '../../src-main/contract/run-targets.ts'
import type { ProcessIdentity } from '../../src-main/contract/process.ts'
import type { LiveRun, RunId } from '../../src-main/contract/run.ts'
import { livingProcess } from '../supervisor/processes.ts'
import { compile, whyNoCompiler } from './compile.ts'
import type { Fault } from './fault.ts'
import { Host, endAll, kill, supervisorsOf } from './host.ts'
import { Innocents } from './innocents.ts'
import { waitUntil } from './wait-until.ts'

/** How many PIDs in one round of each way, and how many rounds. */
const extents = { short: { count: 8, rounds: 1 }, long: { count: 90, rounds: 3 } }

/** PIDs that change hands in all, at least, in full. */
const promised = 1_000

/** Milliseconds of grace: enough for all PIDs to change hands within it. */
const grace = 2_000

const lastPid = '/proc/sys/kernel/ns_last_pid'

export const fault: Fault = {
  title:
    'The PIDs of tasks that have ended are given to innocent processes, and then those tasks are terminated and killed: by a termination, process by process, and by a supervisor that knows them from a journal.',
  needsRest: true,
  impossible() {
    try {
      accessSync(lastPid, constants.W_OK)
    } catch {
      return `${lastPid} cannot be written`
    }
    return process.getuid?.() === 0 ? whyNoCompiler() : 'only root may choose the next PID'
  },
  async run({ extent, folder }) {
    const { count, rounds } = extents[extent]
    const program = join(folder, 'reuse-pid')
    compile('reuse-pid.c', program)
    let reused = 0
    try {
      let host = await Host.start(folder)
      await host.get('setPoolSize', { size: 2 * count })
      await host.get('changeSettings', { gracePeriod: grace })
      for (let round = 0; round < rounds; round++) {
        const innocents = new Innocents(program)
        const place = join(folder, String(round))
        await byTermination(host, `${place}-termination`, count, innocents)
        await byProcess(host, `${place}-process`, count, innocents)
        host = await fromJournal(folder, host, count, innocents)
        innocents.check()
        await innocents.end()
        reused += innocents.reused
      }
      if (extent === 'long' && reused < promised) throw new Error(`Only ${String(reused)} PIDs changed hands.`)
      return { 'PIDs that changed hands': reused, 'wrong kills': 0 }
    } finally {
      await endAll(folder)
    }
  },
}

/** A task ends at SIGTERM, but something of it in another session does not: the termination goes on, with the PID in other hands. */
async function byTermination(host: Host, ready: string, count: number, innocents: Innocents): Promise<void> {
  const stubborn = `setsid sh -c 'trap "" TERM; echo >>"${ready}"; exec sleep 600' & exec sleep 600`
  const runs = await startRuns(host, stubborn, count)
  await waitUntil('all that ignores SIGTERM', () => linesOf(ready).length === count)
  const terminated = host.get('terminate', { targets: runs.map(({ runId }) => ({ runId })) })
  await innocents.take(runs.map(({ pid }) => pid))
  const results = await terminated
  if (!results.every(({ ok }) => ok)) throw new Error(`Not all were terminated: ${JSON.stringify(results)}`)
  innocents.check()
}

/** Single processes of a run that lives on, named by PID and start time. */
async function byProcess(host: Host, pids: string, count: number, innocents: Innocents): Promise<void> {
  const line = `n=0; while [ $n -lt ${String(count)} ]; do sleep 600 & echo $! >>'${pids}'; n=$((n + 1)); done; wait; exec sleep 600`
  const [run] = await startRuns(host, line, 1)
  if (!run) throw new Error('The run did not start.')
  await waitUntil('all of its processes', () => linesOf(pids).length === count)
  const processes = linesOf(pids).map((pid): ProcessIdentity => {
    const living = livingProcess(Number(pid))
    if (!living) throw new Error(`Process ${pid} has ended.`)
    return { pid: living.pid, startTime: living.startTime }
  })
  for (const { pid } of processes) kill(pid)
  await innocents.take(processes.map(({ pid }) => pid))
  const targets = processes.map((process) => ({ runId: run.runId, process }))
  for (const order of ['terminate', 'kill'] as const) expectNothingDone(await host.get(order, { targets }))
  innocents.check()
  await host.get('kill', { targets: [{ runId: run.runId }] })
}

/** Host and supervisor are killed; half of the tasks end before another supervisor reads the journal, half when it follows them. */
async function fromJournal(folder: string, first: Host, count: number, innocents: Innocents): Promise<Host> {
  const runs = await startRuns(first, 'exec sleep 600', 2 * count)
  await first.kill()
  for (const pid of supervisorsOf(folder)) kill(pid)
  await waitUntil('the end of the supervisor', () => supervisorsOf(folder).length === 0)
  const [before, after] = [runs.slice(0, count), runs.slice(count)]
  for (const { pid } of before) kill(pid)
  await innocents.take(before.map(({ pid }) => pid))
  const host = await Host.start(folder)
  await whenRunning(
    host,
    after.map(({ runId }) => runId),
  )
  await orderAll(host, before)
  for (const { pid } of after) kill(pid)
  await innocents.take(after.map(({ pid }) => pid))
  await orderAll(host, after)
  await host.get('resumePool', {})
  innocents.check()
  return host
}

/** Whether they have ended already is of no interest: nobody else may be hit. */
async function orderAll(host: Host, runs: Started[]): Promise<void> {
  const targets = runs.map(({ runId }) => ({ runId }))
  for (const order of ['kill', 'terminate'] as const) await host.get(order, { targets })
}

type Started = Pick<LiveRun, 'runId'> & { pid: number }

async function startRuns(host: Host, line: string, times: number): Promise<Started[]> {
  const { runIds } = await host.get('submit', { tasks: [{ command: { kind: 'shell', line } }], times })
  return whenRunning(host, runIds)
}

async function whenRunning(host: Host, runIds: RunId[]): Promise<Started[]> {
  return waitUntil('the start of all runs', async () => {
    const live = await host.get('listLive', {})
    const started = live.flatMap(({ runId, pid }) =>
      pid !== undefined && runIds.includes(runId) ? [{ runId, pid }] : [],
    )
    return started.length === runIds.length && started
  })
}

function expectNothingDone(results: TargetResult[]): void {
  const done = results.filter(({ code }) => code !== 'unknown-process')
  if (done.length > 0) throw new Error(`Something was done to a process that is gone: ${JSON.stringify(done[0])}`)
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
}
