import type { ProcessIdentity, ProcessState } from '../../contract/process.ts'
import type { OwnProcess } from '../launching/starting/starter.ts'

/** One process as one scan saw it. */
export interface ProcessRow extends ProcessIdentity {
  parentPid: number
  /** 0 if the system has no such thing. */
  group: number
  /** 0 if the system has no such thing. */
  session: number
  name: string
  state: ProcessState
  /** Milliseconds of CPU used so far. */
  cpuTime: number
  /** Resident bytes. */
  memory: number
  threads: number
  /** When this row was read: milliseconds of `performance.now()`. */
  readAt: number
  /** Value of `FORKYARD_RUN_ID` in its environment; undefined also where that could not or need not be read. */
  marker: string | undefined
}

/** `terminate` also continues what is stopped, or it could not end. */
export type Order = 'terminate' | 'kill' | 'suspend' | 'resume'

/** A child that has not been waited for: its PID cannot be another process's yet. Undefined once it has exited. */
export type OwnChild = OwnProcess | undefined

/** All that differs between operating systems about processes that exist. */
export interface Platform {
  readonly canSuspend: boolean
  /** Start time of a child that was just made; 0 where only a scan can tell. */
  startTimeOf(pid: number): number
  /** Whether it lives and was stopped by a signal. False if the system cannot tell at once. */
  isStopped(process: ProcessIdentity): boolean
  /** PIDs of a process's children, at once; none where only a scan can tell. */
  childrenOf(pid: number): number[]
  /**
   * Reads every process of the system, in short turns. Markers are read of processes that started at `since` or later.
   * Rejects if it could not read all of them: a process that was not seen must not count as gone.
   */
  scan(since: number): Promise<Map<number, ProcessRow>>
  /** Those of these that live, zombies left out. Rejects if the system could not be asked. */
  living(processes: readonly ProcessIdentity[]): Promise<ProcessIdentity[]>
  /** Names this run of the machine: start times and PIDs are of one boot. */
  bootId(): string
  /** Gives the disk space of a file's first bytes back; offsets stay. False where system or file system cannot. */
  giveBack(file: string, length: number): Promise<boolean>
  /** For showing: the arguments without control characters, cut; the name in brackets where there are none. */
  commandOf(row: ProcessRow): string
  /**
   * Gives the order to exactly these processes, each checked to be still the one meant right before; never to PID 1 or
   * to ourselves. Answers with the system's error code for each PID that refused; one that is gone did not refuse.
   */
  deliver(order: Order, rows: readonly ProcessRow[], own: OwnChild): Promise<Map<number, string>>
  /** Frees kept descriptors. */
  close(): void
}
