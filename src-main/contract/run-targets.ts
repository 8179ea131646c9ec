import * as v from 'valibot'
import { limits } from './limits.ts'
import type { ProcessIdentity } from './process.ts'
import type { RunId, Survivor } from './run.ts'
import { fields, list, wholeNumber } from './schema.ts'

export const runId = v.pipe(
  wholeNumber(1, Number.MAX_SAFE_INTEGER),
  v.transform((value) => value as RunId),
)
export const runIds = list(runId, limits.targetsPerRequest)

/** A run with all of its processes, or one process of it with everything under that one. */
export interface Target {
  runId: RunId
  process?: ProcessIdentity | undefined
}
export const targets = list(
  fields({
    runId,
    process: v.optional(
      fields({
        pid: wholeNumber(1, 2 ** 31 - 1),
        startTime: wholeNumber(0, Number.MAX_SAFE_INTEGER),
      }),
    ),
  }),
  limits.targetsPerRequest,
)

/** What became of one of the named targets. `code` says why nothing was done. */
export interface TargetResult {
  runId: RunId
  ok: boolean
  code?: 'unknown-run' | 'wrong-state' | 'unknown-process' | 'not-available' | 'survivors'
  survivors?: Survivor[]
  /** It was done, but is not on the disk yet. Storing is tried again; a Forkyard that is killed before that forgets it. */
  isUnsaved?: true
}
