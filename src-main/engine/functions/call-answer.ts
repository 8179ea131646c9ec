import type { FunctionError } from '../../contract/run.ts'

/** What came of calling a function. */
export interface CallAnswer {
  /** JSON; undefined if it returned nothing, or more than is kept. */
  result?: string | undefined
  /** Bytes of a result that is not kept. */
  tooLarge?: number | undefined
  /** Why it did not return. */
  error?: FunctionError | undefined
}
