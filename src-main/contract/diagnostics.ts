import type { HostDescription } from './snapshot.ts'

/** Where the environment that tasks build on is from. */
export type LoginSource =
  /** The login shell. `leftOut`: names of variables that are not UTF-8. */
  | { kind: 'shell'; shell: string; leftOut: string[] }
  /** The login shell did not tell it: it is that of the session, with a usual PATH. */
  | { kind: 'fallback'; shell: string; reason: string }
  /** The system's own (Windows). */
  | { kind: 'system' }
  /** The login shell has not answered yet. */
  | { kind: 'pending' }

/** Whether a process of ours can call the C library, by koffi. */
export type CLibraryState =
  | { kind: 'loaded' }
  /** Nothing is wrong: another system than Linux, or an installation without koffi. */
  | { kind: 'absent'; reason: string }
  /** koffi is installed and does not work. */
  | { kind: 'failed'; reason: string }

/** What the process that starts commands says of itself. */
export interface SupervisorDescription {
  /** How it starts processes: by the C library's `posix_spawn`, or by Node's own way, which forks. */
  starter: 'posix_spawn' | 'fork'
  cLibrary: CLibraryState
}

/** Of one program: which it is, and what it runs on. */
export interface Versions {
  forkyard: string
  node: string
  v8: string
  sqlite: string
  electron?: string
  /** System, its release and architecture: `Linux 6.1.0 x64`. */
  system: string
}

/** What the host that runs says of itself, for reports of faults. It has no secret, no token and no variable’s value. */
export interface Diagnostics extends Pick<HostDescription, 'kind' | 'pid' | 'dataFolder' | 'dataFolderFrom'> {
  versions: Versions
  /** Seconds since it started. */
  uptime: number
  cLibrary: CLibraryState
  /** Undefined if there is none. */
  supervisor: (SupervisorDescription & { pid: number }) | undefined
  database: {
    file: string
    bytes: number
    /** The version of its tables. */
    layout: number
    /** Whether it had been closed in order before this host opened it. */
    wasClosedInOrder: boolean
  }
  login: LoginSource
  /** Sentences about what this host could not set back to what is usual at its start: nice value, limits. */
  notes: string[]
}
