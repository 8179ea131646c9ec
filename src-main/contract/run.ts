import type { ProcessSample, ProcessTotals } from './process.ts'
import type { Task } from './task.ts'

declare const runIdBrand: unique symbol

/** Names one passage of a task through the pool: 1, 2, 3, … in order of submission. Never a PID. */
export type RunId = number & { readonly [runIdBrand]: true }

/** How a process ended, as the system reports it: `exit 137` is a code, a death by SIGKILL is a signal. */
export type ExitStatus = { code: number } | { signal: string }

/** How a function ended in a worker that lives on. */
export type FunctionEnd = 'returned' | 'threw'

/** Why a queued run waits. */
export type WaitReason =
  /** Every slot is taken by the runs before it. */
  | { kind: 'slot' }
  | { kind: 'paused' }
  /**
   * The system refuses processes just now (`EAGAIN`, `EMFILE`, …); one is tried again at `at`, milliseconds since the epoch.
   * `attempts`: how often it refused this run.
   */
  | { kind: 'retry'; code: string; at: number; attempts: number }
  /** Forkyard has just started, and the login shell has not told what tasks build on. */
  | { kind: 'starting' }
  /** What became of the runs that an earlier host left is being found out. */
  | { kind: 'recovering' }
  /** What happens cannot be stored. */
  | { kind: 'storage' }
  /** The process that runs tasks is gone, and no other could take its place. */
  | { kind: 'supervisor' }
  /** Forkyard is ending. */
  | { kind: 'closing' }

/** A process that outlived SIGKILL, or that could not be signalled, and why. */
export interface Survivor {
  pid: number
  name: string
  /** The system's error code for the signal, or `alive` where the signal went through without effect. */
  reason: string
}

/** Why nobody can say how a run ended. */
export type LostCode =
  /** It was alive when the machine was restarted, or lost its power. */
  | 'machine-restarted'
  /** It ran to its end while nobody was there who could receive its exit status. */
  | 'exit-status-unknown'
  /** It may have been started; nothing that could tell is left. */
  | 'supervisor-gone'
  /** A function, whose worker ends with its host. */
  | 'host-ended'

/** An error of a function, as one line. */
export interface ErrorSummary {
  name: string
  /** Cut at `limits.shownCommandLength`. */
  message: string
}

/** An error of a function, whole: what it threw, or why it could not be called. */
export interface FunctionError {
  name: string
  message: string
  /** The stack of JavaScript, Python's traceback; empty where there is none. */
  stack: string
  cause?: FunctionError
}

/** How a run ended. A function that returns or throws ends without an exit status: its worker lives on. */
export type Outcome =
  | { kind: 'succeeded'; exitStatus: { code: 0 } | 'returned' }
  /** `error`: of a function, also where its worker ended under it. */
  | { kind: 'failed'; exitStatus: ExitStatus | 'threw'; error?: ErrorSummary }
  | { kind: 'terminated'; exitStatus: ExitStatus | FunctionEnd | 'unknown'; survivors: Survivor[] }
  | { kind: 'timed-out'; exitStatus: ExitStatus; survivors: Survivor[] }
  | { kind: 'cancelled' }
  | { kind: 'could-not-start'; error: { code: string; message: string } }
  | { kind: 'lost'; code: LostCode; reason: string }

export const outcomeKinds = [
  'succeeded',
  'failed',
  'terminated',
  'timed-out',
  'cancelled',
  'could-not-start',
  'lost',
] as const satisfies Outcome['kind'][]

/** Something a person should know of a run besides its outcome. */
export type RunNote =
  /** The disk of the log folder was full while it ran: its output is incomplete. */
  | { kind: 'log-disk-full' }
  /** Its output reached the limit of one log, so it was stopped. */
  | { kind: 'log-limit'; bytes: number }
  /** Its output passed the limit of one log: what came before this byte offset is gone. */
  | { kind: 'log-cut'; keptFrom: number }
  /** Its log was removed to keep all logs within their budget. */
  | { kind: 'log-removed' }
  /** The result of the function takes this many bytes as JSON: more than is kept. */
  | { kind: 'result-too-large'; bytes: number }
  /** It was started after this many attempts that the system refused. */
  | { kind: 'retried'; attempts: number; code: string }

/** What every row of a run shows. Times are milliseconds since the epoch. */
export interface RunSummary {
  runId: RunId
  name: string
  /**
   * For showing: argv quoted as a POSIX shell would read it, the shell line, or a call with its file's name alone; cut in the
   * middle above `limits.shownCommandLength`.
   */
  command: string
  /** Something is left out: the run's description has it. */
  isCommandCut: boolean
  folder: string
  queuedAt: number
  /** Counted from 1; 0 while no process was started for it. */
  attempt: number
}

export interface QueuedRun extends RunSummary {
  /** 0 is next. */
  position: number
  waitsFor: WaitReason
}

export interface LiveRun extends RunSummary {
  state: 'starting' | 'running' | 'suspended' | 'stopping'
  /** Undefined while starting. */
  pid?: number
  startedAt?: number
  totals?: ProcessTotals
  /** The run's processes, parents before children, its own first; empty until the first sample. */
  processes: ProcessSample[]
}

export interface EndedRun extends RunSummary {
  /** Its place in the history: grows with each run that ends. */
  sequence: number
  outcome: Outcome
  notes: RunNote[]
  pid?: number
  startedAt?: number
  endedAt: number
  /** Milliseconds from submission to start (or to the end of a run that never started), by a clock that never jumps. */
  waitTime: number
  /** Milliseconds from start to end; undefined for a run that never started. */
  runTime?: number
}

/** Everything of one run, whole. */
export interface RunDescription {
  run: ({ phase: 'queued' } & QueuedRun) | ({ phase: 'live' } & LiveRun) | ({ phase: 'ended' } & EndedRun)
  /** As it was given, with the defaults of that day, for showing it whole and for submitting it again; secret values are empty. */
  task: Task
  /** The log of the last attempt; undefined before the first. */
  logFile?: string
  /** What the function returned, as JSON; undefined where that was nothing, or is not kept. */
  result?: string
  error?: FunctionError
}
