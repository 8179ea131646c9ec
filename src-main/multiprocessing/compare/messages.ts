import type { ComparedCall, Way, WayFigures } from '../../contract/compare.ts'
import type { ErrorSummary } from '../../contract/run.ts'

/*
 * What crosses between the host and the process that measures one way of calling a function, as frames (multiprocessing/worker/frames.ts)
 * of JSON.
 */

/** Kinds of frames to it. */
export const toComparer = {
  /** Content: a `MeasureRequest`. Once. */
  measure: 1,
} as const

/** Kinds of frames from it; those of message queues are from 32 on. */
export const fromComparer = {
  /** Number: calls that have ended. */
  progress: 16,
  /** Content: a `Measured` or a `NotMeasured`. */
  outcome: 17,
} as const

/** Files of the application that a comparison is made with. */
export interface CompareFiles {
  /** Path of multiprocessing/compare/entry.ts, or of what it was bundled to; the others alike. */
  compareEntry: string
  measuringEntry: string
  workerEntry: string
  threadEntry: string
  /** What a function's module gets for `import … from 'forkyard'`. */
  libraryEntry: string
}

export interface MeasureRequest {
  way: Way
  call: ComparedCall
  times: number
  workers: number
  /** Where it runs: absolute. */
  folder: string
  files: CompareFiles
}

export interface Measured extends WayFigures {
  kind: 'measured'
  /** Of each call, what stands for what it returned or threw; absent if nothing arrived. */
  digests: (string | undefined)[]
}

export interface NotMeasured {
  kind: 'failed'
  error: ErrorSummary
}
