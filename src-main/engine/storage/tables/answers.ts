import type { RunId } from '../../../contract/run.ts'
import { Table } from './table.ts'

/** What came of a function, as JSON each. */
export interface AnswerRow {
  runId: RunId
  attempt: number
  result: string | null
  error: string | null
}

/** Apart from `attempts`: an answer may have a megabyte. */
export const answersTable = new Table<AnswerRow>('answers', {
  runId: 'run_id',
  attempt: 'attempt',
  result: 'result',
  error: 'error',
})
