import type { ProcessState } from '../../../contract/process.ts'

/** What is used of proc_pid_stat(5). Times are in clock ticks, memory in pages. */
export interface ProcessStat {
  pid: number
  /** As the bytes are, one code unit each. */
  comm: string
  state: ProcessState
  parentPid: number
  group: number
  session: number
  ticks: number
  threads: number
  startTime: number
  residentPages: number
}

const states: Record<string, ProcessState> = {
  R: 'running',
  S: 'sleeping',
  I: 'sleeping',
  D: 'waiting-for-disk',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
  X: 'zombie',
  x: 'zombie',
}

/** Reads one line of /proc/PID/stat. The name may hold anything, `) (` included: it ends at the last parenthesis. */
export function parseStat(line: string): ProcessStat | undefined {
  const open = line.indexOf('(')
  const close = line.lastIndexOf(')')
  if (open < 0 || close < open) return undefined
  // Field 3 of the manual page is index 0 here.
  const fields = line.slice(close + 2).split(' ', 22)
  if (fields.length < 22) return undefined
  const number = (index: number): number => Number(fields[index])
  return {
    pid: Number(line.slice(0, open)),
    comm: line.slice(open + 1, close),
    state: states[fields[0] ?? ''] ?? 'unknown',
    parentPid: number(1),
    group: number(2),
    session: number(3),
    ticks: number(11) + number(12),
    threads: number(17),
    startTime: number(19),
    residentPages: number(21),
  }
}
