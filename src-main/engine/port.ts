import type { Answer } from '../contract/answer.ts'
import type { Notice } from '../contract/contract.ts'
import type { HostDescription } from '../contract/snapshot.ts'
import type { Supervisor } from '../supervisor/port.ts'

export interface EngineOptions {
  supervisor: Supervisor
  /** Absolute; created with mode 0700 where it is missing. One log file per attempt goes there. */
  logFolder: string
  host: HostDescription
  /** The environment that tasks build on, as the supervisor was given it: for checking drafts against its PATH. */
  environment: Record<string, string>
  /** Milliseconds between SIGTERM and SIGKILL. Default 5,000. */
  grace?: number
}

/** What one client brings: where its notices go, and what only its host can do for it. */
export interface Client {
  /** Called with at most ten deltas a second, one while the client is not visible. */
  deliver(notice: Notice): void
  /** Opens a native dialog; null where the person cancelled. Absent: `chooseFolder` answers `not-available`. */
  chooseFolder?(startIn: string | undefined): Promise<string | null>
}

/** One client's conversation with the engine. */
export interface Session {
  /** Parses the request, carries it out and answers. Never rejects, whatever arrives; the answer is plain JSON. */
  answer(name: unknown, input: unknown): Promise<Answer<unknown>>
  /** Ends the notices. What the client submitted goes on. */
  close(): void
}

export interface Engine {
  openSession(client: Client): Session
  /** What quitting now would end. */
  count(): { live: number; waiting: number }
  /** Cancels what waits, terminates what lives, closes the supervisor. */
  close(): Promise<void>
}
