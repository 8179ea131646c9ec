import { type Answer, type Issue, failure, success } from '../../contract/answer.ts'
import type { TargetResult } from '../../contract/run-targets.ts'
import type { RunId } from '../../contract/run.ts'
import type { StorageThread } from '../storage/storage-thread.ts'

export function unknownRuns(runIds: RunId[]): Answer<never> {
  const sentence =
    runIds.length === 1
      ? `Run ${runIds.join()} does not exist. It may have been cleared.`
      : `Runs ${runIds.join(', ')} do not exist. They may have been cleared.`
  return failure('unknown-run', sentence, {
    details: { runId: runIds[0] ?? 0 },
  })
}

/**
 * The results once what was done has been stored, or could not be. What was done is no failure then: it is marked, and
 * stored as soon as that is possible.
 */
export async function onceStored(storage: StorageThread, results: TargetResult[]): Promise<Answer<TargetResult[]>> {
  const isAnyDone = results.some(({ ok }) => ok)
  const refusal = isAnyDone ? await storage.attempted() : undefined
  return success(refusal ? results.map((result) => (result.ok ? { ...result, isUnsaved: true } : result)) : results)
}

/** Says of the named runs which of them could not have been moved or cancelled anyway, for a request that failed as a whole. */
export function issuesOf(runIds: readonly RunId[], refused: readonly TargetResult[]): Issue[] {
  return refused.map(({ runId, code = 'wrong-state' }) => ({
    path: `runIds.${String(runIds.indexOf(runId))}`,
    code,
    message: code === 'unknown-run' ? 'is not known' : 'does not wait',
  }))
}
