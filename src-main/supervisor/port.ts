import type { ProcessIdentity, ProcessSample } from '../contract/process.ts'
import type { ExitStatus, RunId, Survivor } from '../contract/run.ts'
import type { Command } from '../contract/task.ts'

/** One spawn for a run: a run that had to be tried again has several. */
export interface AttemptKey {
  runId: RunId
  /** Counted from 1. */
  attempt: number
}

export interface LaunchRequest extends AttemptKey {
  command: Command
  /** Absolute. */
  folder: string
  /** Added to the base environment that the supervisor was made with. */
  environment: Record<string, string>
  /** Absolute; created with mode 0600 and appended to by the child itself. Its folder exists. */
  logFile: string
}

/** Why an attempt did not start. */
export interface StartError {
  /** The system's code: `ENOENT`, `EACCES`, `EAGAIN`, `EMFILE`, `ENOMEM`, `E2BIG`, `ENOTDIR`, `ENOSPC`, … */
  code: string
  /** A whole English sentence that names what could not be started, and why. */
  message: string
  /** True for what may pass by itself (EAGAIN, EMFILE, ENFILE, ENOMEM): nothing was started, try again later. */
  isTransient: boolean
}

export type SupervisorEvent =
  | ({ type: 'started'; pid: number; startTime: number; /** Milliseconds since the epoch. */ at: number } & AttemptKey)
  | ({ type: 'start-failed'; error: StartError } & AttemptKey)
  | ({
      type: 'exited'
      exitStatus: ExitStatus
      /** Milliseconds since the epoch. */
      at: number
      /** Milliseconds between start and end, by a clock that never jumps. */
      runTime: number
      /** The log's disk was full at some time while it ran. */
      isLogDiskFull: boolean
    } & AttemptKey)
  /** One round of samples: every live attempt's processes, parents before children, its own first. */
  | { type: 'sampled'; trees: (AttemptKey & { processes: ProcessSample[] })[] }
  /** The supervisor itself is gone; no further event comes. Every live attempt's fate is unknown. */
  | { type: 'lost'; reason: string }

/** All processes of an attempt, or with `process` that one and everything under it. */
export interface SignalTarget extends AttemptKey {
  process?: ProcessIdentity | undefined
}

export type SignalResult =
  { ok: true } | { ok: false; code: 'unknown-process' | 'not-available' | 'survivors'; survivors: Survivor[] }

/**
 * Owns the operating-system processes of attempts. Two implementations with one behaviour suite: `local.ts` in this
 * process, `remote.ts` over a socket to `resident.ts`.
 */
export interface Supervisor {
  /** Answers by exactly one `started` (then, one day, one `exited`) or one `start-failed` event, never within the call. */
  launch(request: LaunchRequest): void
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
}
