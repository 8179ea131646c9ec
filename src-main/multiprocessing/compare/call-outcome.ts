import type { ErrorSummary } from '../../contract/run.ts'
import type { Timed } from './measuring.ts'

/** A call's measurement, or why there is none. */
export type CallOutcome = { timed: Timed } | { error: ErrorSummary }
