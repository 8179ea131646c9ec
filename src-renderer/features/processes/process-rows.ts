import type { ProcessSample } from '../../../src-main/contract/process.ts'
import type { RunId } from '../../../src-main/contract/run.ts'
import type { LiveRow } from '../../mirror-state.ts'
import type { DenseRow } from '../../ui/dense-table.ts'

/** A run with its totals, standing for its first process too, or one of the processes under that. */
export type ProcessRow = { kind: 'run'; live: LiveRow } | { kind: 'process'; live: LiveRow; process: ProcessSample }

export function runKey(runId: RunId): string {
  return `run-${String(runId)}`
}

export function processKey(runId: RunId, { pid, startTime }: ProcessSample): string {
  return `run-${String(runId)}-${String(pid)}-${String(startTime)}`
}

// The same run or sample is always the same row object, so that the table draws only what changed.
const runRows = new WeakMap<LiveRow, ProcessRow>()
const processRows = new WeakMap<ProcessSample, ProcessRow>()

function rowOfRun(live: LiveRow): ProcessRow {
  const known = runRows.get(live)
  if (known) return known
  const row: ProcessRow = { kind: 'run', live }
  runRows.set(live, row)
  return row
}

function rowOfProcess(live: LiveRow, process: ProcessSample): ProcessRow {
  const known = processRows.get(process)
  if (known) return known
  const row: ProcessRow = { kind: 'process', live, process }
  processRows.set(process, row)
  return row
}

/** The run's first process: the one that was started for it. */
export function ownProcess({ run }: LiveRow): ProcessSample | undefined {
  return run.processes.find(({ pid }) => pid === run.pid)
}

/**
 * The rows of these runs as a tree, depth first. A process whose parent is not of the run (it detached itself) stands
 * right under the run. `isOpen` is asked by key.
 */
export function processTree(runs: Iterable<LiveRow>, isOpen: (key: string) => boolean): DenseRow<ProcessRow>[] {
  const rows: DenseRow<ProcessRow>[] = []
  for (const live of runs) {
    const { run, version } = live
    const key = runKey(run.runId)
    const row: DenseRow<ProcessRow> = { key, row: rowOfRun(live), version, level: 1 }
    rows.push(row)
    if (run.processes.every(({ pid }) => pid === run.pid)) continue
    row.isExpanded = isOpen(key)
    if (row.isExpanded) addChildren(rows, live, isOpen)
  }
  return rows
}

function addChildren(rows: DenseRow<ProcessRow>[], live: LiveRow, isOpen: (key: string) => boolean): void {
  const { run } = live
  const pids = new Set(run.processes.map(({ pid }) => pid))
  const childrenOf = new Map<number | undefined, ProcessSample[]>()
  for (const process of run.processes) {
    if (process.pid === run.pid) continue
    const hasParent = process.parentPid !== run.pid && pids.has(process.parentPid)
    const parent = hasParent ? process.parentPid : undefined
    const siblings = childrenOf.get(parent)
    if (siblings) siblings.push(process)
    else childrenOf.set(parent, [process])
  }
  const add = (parent: number | undefined, parentKey: string, level: number): void => {
    for (const process of childrenOf.get(parent) ?? []) {
      const key = processKey(run.runId, process)
      const row: DenseRow<ProcessRow> = {
        key,
        row: rowOfProcess(live, process),
        version: live.version,
        level,
        parentKey,
      }
      rows.push(row)
      if (!childrenOf.has(process.pid)) continue
      row.isExpanded = isOpen(key)
      if (row.isExpanded) add(process.pid, key, level + 1)
    }
  }
  add(undefined, runKey(run.runId), 2)
}

/** Whether the run or one of its processes has this text in its name, command or PID. */
export function isMatch({ run }: LiveRow, text: string): boolean {
  const sought = text.trim().toLowerCase()
  const has = (part: string | number | undefined) => part !== undefined && String(part).toLowerCase().includes(sought)
  return (
    has(run.name) ||
    has(run.command) ||
    has(run.pid) ||
    run.processes.some(({ name, command, pid }) => has(name) || has(command) || has(pid))
  )
}
