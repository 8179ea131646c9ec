import type { Target } from '../../../src-main/contract/run-targets.ts'
import type { ProcessSample } from '../../../src-main/contract/process.ts'
import type { LiveRun } from '../../../src-main/contract/run.ts'
import type { ProcessRow } from './process-rows.ts'

/** What to signal for these rows: where a run is among them, it stands for all of its processes. */
export function targetsOf(rows: readonly ProcessRow[]): Target[] {
  const wholeRuns = new Set(rows.filter(({ kind }) => kind === 'run').map(({ live }) => live.run.runId))
  return rows.flatMap((row): Target[] => {
    const { runId } = row.live.run
    if (row.kind === 'run') return [{ runId }]
    if (wholeRuns.has(runId)) return []
    return [{ runId, process: { pid: row.process.pid, startTime: row.process.startTime } }]
  })
}

/** What ending these rows ends, as far as it is known. */
export interface Ending {
  /** Whole runs. */
  runs: number
  /** Processes of these runs; at least one each. */
  ofRuns: number
  /** Processes of other runs, with everything under them. */
  others: number
}

/** Each run and each process is counted once, also where a row and one above it are both selected. */
export function endingOf(rows: readonly ProcessRow[]): Ending {
  const wholeRuns = new Map(rows.filter(({ kind }) => kind === 'run').map(({ live }) => [live.run.runId, live.run]))
  const ofRuns = [...wholeRuns.values()].map(({ processes }) => Math.max(1, processes.length))
  const others = new Set(
    rows.flatMap((row) =>
      row.kind === 'process' && !wholeRuns.has(row.live.run.runId) ? withDescendants(row.process, row.live.run) : [],
    ),
  )
  return { runs: wholeRuns.size, ofRuns: ofRuns.reduce((sum, count) => sum + count, 0), others: others.size }
}

function withDescendants({ pid }: ProcessSample, { processes }: Pick<LiveRun, 'processes'>): number[] {
  const found = new Set([pid])
  for (const above of found) for (const one of processes) if (one.parentPid === above) found.add(one.pid)
  return [...found]
}

/** What can be done with the selected rows. */
export interface Possible {
  terminate: boolean
  kill: boolean
  suspend: boolean
  resume: boolean
  /** For what speaks of exactly one row: its output. */
  single: boolean
  any: boolean
}

export function possibleFor(rows: readonly ProcessRow[], canSuspend: boolean): Possible {
  const isStopped = (row: ProcessRow) =>
    row.kind === 'run' ? row.live.run.state === 'suspended' : row.process.state === 'stopped'
  const canRun = (row: ProcessRow) =>
    row.kind === 'run' ? row.live.run.state === 'running' : !isStopped(row) && row.process.state !== 'zombie'
  return {
    terminate: rows.some(({ live }) => live.run.state !== 'stopping'),
    kill: rows.length > 0,
    suspend: canSuspend && rows.some(canRun),
    resume: canSuspend && rows.some(isStopped),
    single: rows.length === 1,
    any: rows.length > 0,
  }
}
