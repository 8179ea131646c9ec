import type { ExitStatus } from '../../../contract/run.ts'
import type { Program } from '../command.ts'

export interface StartOrder {
  program: Program
  folder: string
  /** All of it. */
  environment: Record<string, string>
  /** Descriptor of what both outputs are appended to. */
  output: number
}

/** A child of this process. Until its exit is told it was not waited for, so that no other process can have its PID. */
export interface OwnProcess {
  readonly pid: number
  /** To be called before its exit is told. Answers with the system's error code where that refuses. */
  signal(signal: NodeJS.Signals): string | undefined
  /** One listener, called once, and not before `start` has returned. */
  onExit(listener: (exitStatus: ExitStatus) => void): void
  /** It keeps this process alive no longer, where it did. */
  unref(): void
}

/** An error that the system gave has its `code`; some come a turn later. */
export type Started = { ok: true; process: OwnProcess } | { ok: false; error: unknown }

/** Starts programs as leaders of sessions of their own, with nothing to read, none of our signals blocked or ignored. */
export interface Starter {
  start(order: StartOrder): Started
}
