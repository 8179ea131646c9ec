/** Names a pool. There is one today. */
export type PoolName = string

/** The pool that is meant if none is named. */
export const defaultPool: PoolName = 'default'

/** A pool's numbers: the one source of every count on screen. */
export interface PoolStatus {
  name: PoolName
  /** Slots: how many runs may live at once. */
  size: number
  isPaused: boolean
  /** Slots taken: runs that are starting, running, suspended or stopping. May exceed `size` after shrinking. */
  running: number
  /** Runs that wait. */
  depth: number
  /** Grows with every change of the queue: its order, its content, or what its runs wait for. */
  queueRevision: number
  /** How the runs of the history ended. */
  ended: {
    succeeded: number
    failed: number
    terminated: number
    cancelled: number
    couldNotStart: number
    lost: number
  }
  /** Set while the system refuses to start processes: the code, and when the next attempt is due (milliseconds since the epoch). */
  startsHeld?: { code: string; until: number }
}

/** The queue over one second. `started` and `finished` count runs within it; the others stand at its end. */
export interface QueueSample {
  pool: PoolName
  /** Milliseconds since the epoch. */
  at: number
  depth: number
  running: number
  started: number
  finished: number
}
