import type { Target } from '../../../src-main/contract/contract.ts'
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
