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

/** How many fields behind the name are read: field 3 of the manual page is the first, field 24 the last. */
const fieldCount = 22

/** Of one line at a time: nothing is allocated for hundreds of processes a second. */
const fields = new Float64Array(fieldCount)

const codes = { open: 0x28, close: 0x29, minus: 0x2d, zero: 0x30, nine: 0x39 }

/**
 * Reads one line of /proc/PID/stat, as its bytes are. The name may hold anything, `) (` included: it ends at the last
 * parenthesis. Undefined if the line is none, or cut.
 */
export function parseStat(line: Buffer): ProcessStat | undefined {
  const open = line.indexOf(codes.open)
  const close = line.lastIndexOf(codes.close)
  if (open < 0 || close < open) return undefined
  const stateAt = close + 2
  if (readFields(line, stateAt + 2) < fieldCount) return undefined
  const field = (number: number): number => fields[number - 3] ?? 0
  return {
    pid: Number(line.toString('latin1', 0, open)),
    comm: line.toString('latin1', open + 1, close),
    state: states[String.fromCharCode(line[stateAt] ?? 0)] ?? 'unknown',
    parentPid: field(4),
    group: field(5),
    session: field(6),
    ticks: field(14) + field(15),
    threads: field(20),
    startTime: field(22),
    residentPages: field(24),
  }
}

/** Reads the numbers behind the state into `fields`; returns how many fields there were, the state counted. */
function readFields(line: Buffer, from: number): number {
  let at = from
  let count = 1
  while (count < fieldCount && at < line.length) {
    const isNegative = line[at] === codes.minus
    if (isNegative) at++
    let value = 0
    for (let digit = line[at] ?? 0; digit >= codes.zero && digit <= codes.nine; digit = line[at] ?? 0) {
      value = value * 10 + digit - codes.zero
      at++
    }
    fields[count++] = isNegative ? -value : value
    // The space between two fields.
    at++
  }
  return count
}
