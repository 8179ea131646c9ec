import type { Answer } from '../../contract/answer.ts'
import type { BrowserSession, FreshLink } from '../../contract/browser-session.ts'
import type { Notice } from '../../contract/contract.ts'
import type { CompareFiles } from '../../multiprocessing/compare/messages.ts'
import type { WorkerFiles } from '../functions/worker-programs.ts'
import type { OnDamage } from '../storage/messages.ts'
import type { HostStatus } from '../../contract/host-status.ts'
import type { HostDescription, Trouble } from '../../contract/snapshot.ts'
import type { OnQuit, Settings } from '../../contract/settings.ts'
import type { Keyring } from '../data-folder/secret-key.ts'
import type { Diagnostics } from '../../contract/diagnostics.ts'
import type { Supervisor } from '../../supervisor/port.ts'

/** What is known of a host outside of its engine. */
export interface HostReport {
  /** Sentences about what could not be set up as it should be, for everybody who looks at this host. */
  notes(): string[]
  diagnose(): Promise<Omit<Diagnostics, 'kind' | 'pid' | 'dataFolder' | 'dataFolderFrom' | 'uptime'>>
}

export interface EngineOptions {
  /** Being opened, or open: the engine's own from here on. Its rejection is the engine's. */
  supervisor: Promise<Supervisor> | Supervisor
  /** Absolute, with mode 0700, held by this host: database, logs, backups and key go there. */
  dataFolder: string
  /** Path of storage/thread.ts, or of what it was bundled to. */
  storageEntry: string
  /** What functions run in. */
  workers: WorkerFiles
  /** What compares the ways of calling them. */
  compare: CompareFiles
  /** Names this run of the operating system: processes of another one are gone. */
  bootId: string
  /** The system's keyring, or a promise for it; undefined where this host has none. */
  keyring?: Promise<Keyring | undefined>
  /** What to do about a damaged database. Default: refuse to start, saying where it is and which backup there is. */
  onDamage?: OnDamage
  host: HostDescription
  /** The environment that tasks build on. With `login`, what is known of it until that has resolved. */
  environment: Record<string, string>
  /** That of a login shell, which the supervisor has been told when this resolves. No run starts before. */
  login?: Promise<Record<string, string>>
  /** What the root knows of this host. Absent: `diagnostics` is answered with `not-available`. */
  report?: HostReport
  /** Mistakes of this host since its start, for `hostStatus`. */
  errors?: () => HostStatus['errors']
  /** In place of `defaultSettings`, where nothing else was chosen. */
  defaults?: Partial<Settings>
}

/** What one client brings: where its notices go, and what only its host can do for it. */
export interface Client {
  /** Called with at most ten deltas a second, one while the client is not visible. */
  deliver(notice: Notice): void
  /** Opens a native dialog; null where the person cancelled. Absent: `chooseFolder` answers `not-available`. */
  chooseFolder?(startIn: string | undefined): Promise<string | null>
  /** The same for a file with functions, and `chooseModule`. */
  chooseModule?(startIn: string | undefined): Promise<string | null>
  /** Who is signed in from a browser. Absent: `listSessions` and its like answer `not-available`. */
  access?: ClientAccess
}

/** What a host that serves browsers lets its clients see and do about that. */
export interface ClientAccess {
  listSessions(): BrowserSession[]
  /** Ends a session and disconnects its windows at once. False where there is none with this number. */
  revokeSession(sessionId: number): boolean
  createLink(): FreshLink
}

/** One client's conversation with the engine. */
export interface Session {
  /** Parses the request, carries it out and answers. Never rejects, whatever arrives; the answer is plain JSON. */
  answer(name: unknown, input: unknown): Promise<Answer<unknown>>
  /** Ends the notices. What the client submitted goes on. */
  close(): void
}

/** What there is when the host is to end. */
export interface RunCount {
  live: number
  /** Of the live ones: functions. They end with the host in any case. */
  functions: number
  waiting: number
  /** Messages that wait in message queues: they are lost with the host. */
  messages: number
}

export interface Engine {
  openSession(client: Client): Session
  /** What quitting now concerns. */
  count(): RunCount
  readonly settings: Settings
  /**
   * Starts nothing more and ends; what waits stays in the queue for the next host. Running commands are terminated,
   * waited for, or kept: then they go on, and the next host takes them up. Called again with a quicker way, that one counts.
   */
  close(running: Exclude<OnQuit, 'ask'>): Promise<void>
  /** Tells every client; with none there, the next one. */
  trouble(code: Trouble['code'], message: string): void
  /**
   * Called once, when a mistake left a change half done: what this engine knows may be wrong from then on. Close it with
   * `keep` and open another, which finds out what is true. Errors elsewhere leave it whole.
   */
  onBroken(listener: (error: unknown) => void): void
}
