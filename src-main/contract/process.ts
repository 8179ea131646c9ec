/** Names one process for as long as the machine runs: a PID alone may be given to another. */
export interface ProcessIdentity {
  pid: number
  /** When it started, in the system's own unit (Linux: clock ticks since boot, proc_pid_stat(5) field 22). Compared, never shown. */
  startTime: number
}

export type ProcessState = 'running' | 'sleeping' | 'waiting-for-disk' | 'stopped' | 'zombie' | 'unknown'

/** One process at one moment. */
export interface ProcessSample extends ProcessIdentity {
  parentPid: number
  /** Short name as the system has it (Linux: comm, at most 15 bytes). */
  name: string
  /** Its arguments, cut at `limits.shownCommandLength`; the name in brackets where it has none. */
  command: string
  state: ProcessState
  /** Per cent of one CPU since the sample before; 0 in the first. */
  cpu: number
  /** Resident bytes. */
  memory: number
  threads: number
}

/** Sums over a run's processes. Resident memory that processes share counts once for each. */
export interface ProcessTotals {
  processes: number
  cpu: number
  memory: number
  threads: number
}
