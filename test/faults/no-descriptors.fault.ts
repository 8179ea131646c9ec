import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { EndedRun, RunId } from '../../src-main/contract/run.ts'
import type { Fault } from './fault.ts'
import { Host, endAll, supervisorsOf } from './host.ts'
import { waitUntil } from './wait-until.ts'

/** The cgroup that counts processes, version 1 (Documentation/admin-guide/cgroup-v1/pids.rst). */
const cgroups = '/sys/fs/cgroup/pids'

/** A way to starve the supervisor of something; the end of it is returned. */
type Shortage = (supervisor: number) => () => void

const shortages: Record<'EMFILE' | 'EAGAIN', Shortage> = {
  EMFILE(supervisor) {
    const limit = (descriptors: string): void => {
      execFileSync('prlimit', [`--pid=${String(supervisor)}`, `--nofile=${descriptors}:`])
    }
    const [, before = ''] =
      /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${String(supervisor)}/limits`, 'utf8')) ?? []
    const taken = new Set(readdirSync(`/proc/${String(supervisor)}/fd`))
    // The first that is free, which no new one may then have.
    let free = 0
    while (taken.has(String(free))) free++
    limit(String(free))
    return () => {
      limit(before)
    }
  },
  EAGAIN(supervisor) {
    const group = join(cgroups, `forkyard-fault-${String(process.pid)}`)
    mkdirSync(group)
    writeFileSync(join(group, 'cgroup.procs'), String(supervisor))
    // It has more threads than that already: no other begins.
    writeFileSync(join(group, 'pids.max'), '1')
    return () => {
      writeFileSync(join(group, 'pids.max'), 'max')
    }
  },
}

export const fault: Fault = {
  title: 'The supervisor may open no file (EMFILE), then start no process (EAGAIN), while runs live and wait.',
  needsRest: true,
  impossible() {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      return 'only root on Linux can limit another process so'
    return existsSync(cgroups) ? undefined : `there is no ${cgroups}`
  },
  async run({ extent, folder }) {
    const figures: Record<string, number> = {}
    try {
      const host = await Host.start(folder)
      await host.get('setPoolSize', { size: 4 })
      for (const [code, shortage] of Object.entries(shortages)) {
        const duration = extent === 'long' ? 10_000 : 2_000
        figures[`retried after ${code}`] = await starve(host, folder, { code, shortage, duration })
      }
      await host.end()
      return { ...figures, 'ended otherwise than they should': 0 }
    } finally {
      await endAll(folder)
      for (const group of readdirSync(cgroups)) {
        if (group === `forkyard-fault-${String(process.pid)}`) rmdirSync(join(cgroups, group))
      }
    }
  },
}

/** Returns how many runs were refused at first. */
async function starve(
  host: Host,
  folder: string,
  { code, shortage, duration }: { code: string; shortage: Shortage; duration: number },
): Promise<number> {
  const living = await submit(host, 'sleep 1; exit 5', 2)
  await waitUntil('both to run', async () => {
    return (await host.get('listLive', {})).filter(({ state }) => state === 'running').length === 2
  })
  const [supervisor = 0] = supervisorsOf(folder)
  const end = shortage(supervisor)
  const begin = performance.now()
  const waiting = await submit(host, 'echo said; exit 3', 12)
  try {
    await waitUntil(`starts to be held for ${code}`, async () => {
      const [pool] = (await host.get('hostStatus', {})).pools
      return pool?.startsHeld?.code === code
    })
    await waitUntil('the end of what ran before', async () => (await ended(host, living)).length === living.length)
    await wait(Math.max(0, duration - (performance.now() - begin)))
    if ((await ended(host, waiting)).length > 0) throw new Error(`Something started in spite of ${code}.`)
  } finally {
    end()
  }
  await waitUntil('the end of all', async () => (await ended(host, waiting)).length === waiting.length)
  for (const run of await ended(host, living)) expectStatus(run, 5)
  const runs = await ended(host, waiting)
  for (const run of runs) {
    expectStatus(run, 3)
    const { bytes } = await host.get('readOutput', { runId: run.runId, from: 0, count: 100 })
    if (Buffer.from(bytes, 'base64').toString() !== 'said\n')
      throw new Error(`Run ${String(run.runId)} said otherwise.`)
  }
  const retried = runs.filter(({ notes }) => notes.some((note) => note.kind === 'retried' && note.code === code))
  if (retried.length === 0) throw new Error(`No run says that it was refused with ${code}.`)
  return retried.length
}

async function submit(host: Host, line: string, times: number): Promise<RunId[]> {
  return (await host.get('submit', { tasks: [{ command: { kind: 'shell', line } }], times })).runIds
}

async function ended(host: Host, runIds: RunId[]): Promise<EndedRun[]> {
  return (await host.get('waitForRuns', { runIds })).ended
}

function expectStatus({ runId, outcome }: EndedRun, code: number): void {
  const status = outcome.kind === 'failed' && outcome.exitStatus !== 'threw' ? outcome.exitStatus : { signal: '' }
  if (!('code' in status) || status.code !== code)
    throw new Error(`Run ${String(runId)} should have exited with ${String(code)}: ${JSON.stringify(outcome)}.`)
}
