import { type Answer, failure } from '../../contract/answer.ts'
import type { RunId } from '../../contract/run.ts'
import type { StorageThread } from '../storage/storage-thread.ts'

export function unknownRuns(runIds: RunId[]): Answer<never> {
  return failure('unknown-run', `No run ${runIds.join(', ')} is known here; it may have been cleared.`, {
    details: { runId: runIds[0] ?? 0 },
  })
}

/** The answer once what was done is durable; where that cannot be recorded now, it says so. */
export async function whenRecorded<Value>(storage: StorageThread, answer: Answer<Value>): Promise<Answer<Value>> {
  const refusal = await storage.attempted()
  if (!refusal) return answer
  return failure(
    'storage-failed',
    `It was done, but could not be recorded yet (${refusal.message}); Forkyard tries again by itself. If it ended before that, this would not be known to it.`,
    { details: { code: refusal.code } },
  )
}
