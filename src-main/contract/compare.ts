import type { Json } from './json.ts'
import type { ErrorSummary } from './run.ts'

/**
 * How a function is called several times, in the order in which it is tried: one call after another in one process; all at
 * once in one process, which goes on with another call where one waits; in a pool of threads; in a pool of processes.
 */
export const ways = ['serial', 'coroutines', 'threads', 'processes'] as const
export type Way = (typeof ways)[number]

/** An exported function, and what it is called with. */
export interface ComparedCall {
  /** Absolute path. */
  module: string
  name: string
  args: Json[]
}

/** One call, as a bar: milliseconds since its way was begun. */
export interface CallBar {
  /** From 0: the worker, or where all share a process a place that was free then. */
  slot: number
  begin: number
  end: number
  /** Milliseconds of CPU time, user and system. Absent where calls overlap in one thread: nobody can tell them apart. */
  cpu?: number
}

export interface CallReport {
  /** Absent where its worker ended before it could tell. */
  bar?: CallBar
  /** Whether it returned, or threw, what the same call did in serial; absent where that is not known. */
  isEqual?: boolean
  error?: ErrorSummary
}

/** What calling a function `times` times in one way cost. Times are milliseconds. */
export interface WayFigures {
  /** Bars side by side: workers, or for coroutines calls that were under way at the same time. */
  slots: number
  /** From making the pool until every worker had imported the module. */
  startUp: number
  /** CPU time of all processes of the way in that time. */
  startUpCpu: number
  /** From the submission of all calls, at once, right after `startUp`, until the last result was there. */
  wall: number
  /** CPU time of all processes of the way in that time, user and system. */
  cpu: number
  /**
   * Bytes of resident memory that the way took: by how much its process grew, and of worker processes all that each had, at
   * the largest that was seen at a call's end. What processes share counts once for each.
   */
  memory: number
  /** What the first call returned, as text, cut; absent where it threw. */
  result?: string
  /** In order of submission. */
  calls: CallReport[]
}

export type WayReport = { way: Way } & (
  | ({ kind: 'measured' } & WayFigures)
  /** The function could not be called, or its process ended. */
  | { kind: 'failed'; error: ErrorSummary }
)

export type ComparisonPhase =
  /** `ended`: calls of this way. */
  { kind: 'running'; way: Way; ended: number } | { kind: 'finished' } | { kind: 'stopped' }

export interface Comparison {
  comparisonId: number
  /** Grows with every change. */
  revision: number
  call: ComparedCall
  times: number
  workers: number
  phase: ComparisonPhase
  /** Those that are done, in order. */
  ways: WayReport[]
}
