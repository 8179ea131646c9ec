import type { ProcessIdentity, ProcessSample } from '../contract/process.ts'
import type { ExitStatus, FunctionEnd, RunId, Survivor } from '../contract/run.ts'
import type { ProgramCommand } from '../contract/command.ts'

/** The variable in a task's environment by which its processes are found again, whatever session or parent they chose. */
export const markerName = 'FORKYARD_RUN_ID'

/** One spawn for a run: a run that had to be tried again has several. */
export interface AttemptKey {
  runId: RunId
  /** Counted from 1. */
  attempt: number
}

export interface LaunchRequest extends AttemptKey {
  command: ProgramCommand
  /** Absolute. */
  folder: string
  /** Added to the base environment that the supervisor was made with. */
  environment: Record<string, string>
  /** Absolute; created with mode 0600 and appended to by the child itself. A missing folder is made, with mode 0700. */
  logFile: string
  /** None where undefined. */
  logLimit?: LogLimit | undefined
}

/** An attempt in a process of the host's own: a function in a worker, which begins a session of its own. */
export interface AttendRequest extends AttemptKey {
  pid: number
  /** In the environment of the process. */
  marker: string
  logFile: string
  logLimit?: LogLimit | undefined
}

/** What becomes of a run whose log takes more than `bytes` on disk: it is stopped, or the log's oldest part is removed. */
export interface LogLimit {
  bytes: number
  policy: 'stop' | 'keep-tail'
}

/** Why an attempt did not start. */
export interface StartError {
  /** The system's code: `ENOENT`, `EACCES`, `EAGAIN`, `EMFILE`, `ENOMEM`, `E2BIG`, `ENOTDIR`, `ENOSPC`, … */
  code: string
  /** A whole English sentence that names what could not be started, and why. */
  message: string
  /** True if it may pass (EAGAIN, EMFILE, ENFILE, ENOMEM): nothing was started, try again later. */
  isTransient: boolean
}

/** How an attempt's process ended. */
export interface AttemptEnd {
  /** `unknown`: it ended while nobody who could receive its status lived. A function's end is as the host told it. */
  exitStatus: ExitStatus | FunctionEnd | 'unknown'
  /** Milliseconds since the epoch; of an unknown exit, when it was noticed. */
  at: number
  /** Milliseconds between start and end, by a clock that never jumps. */
  runTime: number
  /** The log's disk was full at some time while it ran. */
  isLogDiskFull: boolean
  /** The supervisor stopped it for its log. */
  hasReachedLogLimit: boolean
  /** Length that the log reached, what was removed of it included. */
  logBytes: number
}

/** The process that an attempt came to. */
export interface Begun {
  pid: number
  startTime: number
  /** Milliseconds since the epoch. */
  at: number
}

/** What became of an attempt that an earlier host began, or that an earlier supervisor owned. */
export type Fate =
  /** Its exit status will be told exactly. */
  | ({ kind: 'running' } & Begun)
  /** The very process lives, but its parent is gone: it is followed to its end, which comes as `unknown` unless a record of it turns up. */
  | ({ kind: 'followed' } & Begun)
  /** `at` is when it started. */
  | { kind: 'ended'; pid: number; at: number; exited: AttemptEnd }
  | { kind: 'start-failed'; error: StartError }
  /** For certain: it may be queued again. */
  | { kind: 'never-started' }
  /** It may have been started, and nothing is left to ask. */
  | { kind: 'unknown'; reason: string }

export type SupervisorEvent =
  | ({ type: 'started' } & Begun & AttemptKey)
  | ({ type: 'start-failed'; error: StartError } & AttemptKey)
  | ({ type: 'exited' } & AttemptEnd & AttemptKey)
  | ({ type: 'found'; fate: Fate } & AttemptKey)
  /** Everything of the log before this byte is gone; offsets stay as they are. */
  | ({ type: 'log-cut'; keptFrom: number } & AttemptKey)
  /** One round of samples: every live attempt's processes, parents before children, its own first. */
  | { type: 'sampled'; trees: (AttemptKey & { processes: ProcessSample[] })[] }
  /** The process that owned the attempts was gone, another took its place. A `found` for every attempt under way follows. */
  | { type: 'replaced'; reason: string }
  /** That process does not answer. `stopped`: by a signal from outside, and it was continued. `slow`: it is waited for. */
  | { type: 'silent'; silence: 'stopped' | 'slow' }
  /** The supervisor itself is gone and could not be replaced; no further event comes. Every live attempt's fate is unknown. */
  | { type: 'lost'; reason: string }

/** All processes of an attempt, or with `process` that one and everything under it. */
export interface SignalTarget extends AttemptKey {
  process?: ProcessIdentity | undefined
}

export type SignalResult =
  { ok: true } | { ok: false; code: 'unknown-process' | 'not-available' | 'survivors'; survivors: Survivor[] }

/** Nobody could carry it out: the supervisor process is gone, or processes cannot be listed. */
export const notAvailable: SignalResult = { ok: false, code: 'not-available', survivors: [] }

/**
 * Owns the operating-system processes of attempts. Two implementations with one behaviour suite: `local.ts` in this
 * process, `enduring.ts` over a socket to a supervisor process, and to another where that one dies.
 */
export interface Supervisor {
  /** Answers by exactly one `started` (then, one day, one `exited`) or one `start-failed` event, never within the call. */
  launch(request: LaunchRequest): void
  /**
   * From now on the process is sampled, signalled and held to its log's limit as one that was launched is; it ends with the
   * host. What comes of it is for the host to tell, by `end`.
   */
  attend(request: AttendRequest): void
  /** An attended attempt has ended: answered by one `exited`, never within the call. Its process may live on. */
  end(key: AttemptKey, exitStatus: ExitStatus | FunctionEnd): void
  /** For attempts that an earlier host recorded as begun: answers each by exactly one `found`, never within the call. */
  reattach(keys: readonly AttemptKey[]): void
  /** The host has durably recorded how these ended: they are forgotten. Until then an ended attempt is kept, for the next host to ask for. */
  settle(keys: readonly AttemptKey[]): void
  /** SIGTERM and SIGCONT to the whole tree, then after `grace` milliseconds SIGKILL; resolves when nothing lives or survivors are known. Never rejects. */
  terminate(target: SignalTarget, grace: number): Promise<SignalResult>
  kill(target: SignalTarget): Promise<SignalResult>
  suspend(target: SignalTarget): Promise<SignalResult>
  resume(target: SignalTarget): Promise<SignalResult>
  /** Milliseconds between samples, at least 100; 0 stops them (the state at the start). */
  sampleEvery(interval: number): void
  /** Called in order of happening, never within a call into the supervisor. Returns the unsubscribe. */
  onEvent(listener: (event: SupervisorEvent) => void): () => void
  /** Terminates every live attempt with this grace period, then frees what it holds. No event comes after it has resolved. */
  close(grace: number): Promise<void>
  /** The host goes and live attempts go on; where a supervisor process owns them, it waits for the next host. No event comes after the call. */
  leave(): Promise<void>
}
