import type { MessageQueue, MessageQueueRound, MessageQueueSample } from './message-queue.ts'
import type { PoolStatus, QueueSample } from './pool.ts'
import type { EndedRun, LiveRun, RunId } from './run.ts'
import type { Settings } from './settings.ts'

/** Who answers: what a client may offer depends on it. */
export interface HostDescription {
  kind: 'desktop' | 'headless'
  version: string
  platform: 'linux' | 'darwin' | 'win32'
  pid: number
  /** CPUs that this process may use; the pool's default size. */
  cpus: number
  homeFolder: string
  /** Where everything is kept. */
  dataFolder: string
  /** What decided on `dataFolder`: FORKYARD_HOME, the setting, or the system's convention. */
  dataFolderFrom: 'environment' | 'setting' | 'convention'
  /** What a shell line is given to, `/bin/sh` say. */
  shell: string
  /** False where the system has no such signals (Windows). */
  canSuspend: boolean
  /** Where the next start keeps everything, if that was set here; undefined where nothing was. */
  nextDataFolder?: string | undefined
  /** True where the system has a keyring that can keep the key of secret variables. */
  canWrapSecretKey: boolean
  /** True where `chooseFolder` opens a native dialog. */
  canChooseFolder: boolean
  /** True where closing the last window ends the host and its runs. */
  endsWithWindow: boolean
}

/** What the host found at its start of runs that an earlier one had left alive. */
export interface Recovery {
  /** Milliseconds since the epoch. */
  at: number
  /** Live still, and taken up again. */
  running: number
  /** Ended meanwhile, with how they did. */
  ended: number
  /** Never started: back in the queue. */
  requeued: number
  /** Nobody can say how they ended; not run again automatically. */
  lost: RunId[]
  /** The pool was paused, since runs were lost. */
  isPaused: boolean
}

/** The state that clients mirror, at one revision. Waiting runs are paged by `listQueue`, since there may be 100,000. */
export interface Snapshot {
  revision: number
  host: HostDescription
  pools: PoolStatus[]
  /** The default pool, for clients of the time before pools had names. */
  pool: PoolStatus
  live: LiveRun[]
  /** Newest first, at most `limits.endedRuns`. */
  ended: EndedRun[]
  /** Oldest first, at most `limits.queueSamples`. */
  queueSamples: QueueSample[]
  /** In order of their making; each with its samples, oldest first, at most `limits.messageQueueSamples`. */
  messageQueues: (MessageQueue & { samples: MessageQueueSample[] })[]
  settings: Settings
  /** Undefined where there was nothing to recover, or once it was dismissed. */
  recovery?: Recovery | undefined
}

/** What changed between two revisions. A client whose revision is not `previousRevision` asks for a new snapshot. */
export interface Delta {
  previousRevision: number
  revision: number
  /** The pools of which any number changed, whole. */
  pools?: PoolStatus[]
  /** The default pool, for clients of the time before pools had names. */
  pool?: PoolStatus
  /** Live runs that are new or changed, whole. */
  live?: LiveRun[]
  /** Runs that are live no more. */
  gone?: RunId[]
  /** Runs that ended, oldest first; each is told once. */
  ended?: EndedRun[]
  /** Runs that had ended before and have changed since (their log was removed, say). A client may not hold them. */
  changed?: EndedRun[]
  /** Ended runs that were cleared. */
  cleared?: RunId[]
  /** New samples, oldest first. */
  queueSamples?: QueueSample[]
  /** Rounds of samples of the message queues, oldest first: one a second while there are any. */
  messageQueues?: MessageQueueRound[]
  settings?: Settings
  /** Null once it was dismissed. */
  recovery?: Recovery | null
}

/** Something went wrong outside of any request. */
export interface Trouble {
  code:
    | 'supervisor-lost'
    | 'supervisor-replaced'
    /** The supervisor does not answer: it was stopped from outside, or is held up. */
    | 'supervisor-silent'
    | 'starts-held'
    | 'log-disk-full'
    | 'storage-failing'
    /** A file of the data folder could not be written; what depends on it goes on as it was. */
    | 'file-not-written'
    /** A mistake of ours, written to the error log. Forkyard goes on. */
    | 'internal-error'
    /** The same, and the engine was opened again because of it. */
    | 'engine-restarted'
    /** A thread of the database ended because of an error. */
    | 'storage-restarted'
    /** Something that happened can never be stored. */
    | 'record-set-aside'
    /** Nothing is deleted because of its age for now. */
    | 'clock-doubted'
    /** Limits, nice value or the login shell's environment could not be set up as they should be. */
    | 'host-start'
  message: string
  details?: Record<string, string | number>
}
