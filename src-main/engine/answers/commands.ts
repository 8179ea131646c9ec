import { success } from '../../contract/answer.ts'
import type { Target, TargetResult } from '../../contract/run-targets.ts'
import type { RunId } from '../../contract/run.ts'
import { storageFailure } from '../storage/storage-failure.ts'
import type { Answers, Parts } from './parts.ts'
import { issuesOf, onceStored } from './failures.ts'

/** Requests that act on runs. What they did is on the disk when they are answered, if the disk takes it. */
export function commandAnswers(
  parts: Parts,
): Pick<Answers, 'cancel' | 'moveToFront' | 'terminate' | 'kill' | 'suspend' | 'resume' | 'clearEnded'> {
  const { pool, control, storage } = parts
  const each = (targets: Target[], act: (target: Target) => Promise<TargetResult>) => Promise.all(targets.map(act))
  const told = (runId: RunId, isDone: boolean): Promise<TargetResult> =>
    isDone ? Promise.resolve({ runId, ok: true }) : control.refuse(runId)

  return {
    cancel: async ({ runIds }) => {
      const cancel = (runId: RunId): Promise<TargetResult> => {
        const run = pool.find(runId)
        return told(runId, run !== undefined && pool.cancel(run))
      }
      return onceStored(storage, await Promise.all(runIds.map(cancel)))
    },
    moveToFront: async ({ runIds }) => {
      // The first named is to be the next one, so it takes its place last.
      const moves = runIds.toReversed().flatMap((runId) => {
        const run = pool.find(runId)
        return run?.place ? [{ run, order: pool.queue.takeFrontOrder() }] : []
      })
      const stored = moves.map(({ run: { runId }, order }) => ({ runId, order }))
      const refusal = stored.length > 0 ? await storage.request({ type: 'move', runs: stored }) : undefined
      const named = new Set(moves.map(({ run }) => run.runId))
      if (refusal) {
        const refused = await Promise.all(
          runIds.filter((runId) => !named.has(runId)).map((runId) => control.refuse(runId)),
        )
        return storageFailure(refusal, 'The order was not changed', issuesOf(runIds, refused))
      }
      // Before anything else is waited for: moves happen in the order in which they were stored.
      const moved = new Set(moves.flatMap(({ run, order }) => (pool.moveTo(run, order) ? [run.runId] : [])))
      return success(await Promise.all(runIds.map((runId) => told(runId, moved.has(runId)))))
    },
    terminate: async ({ targets }) => onceStored(storage, await each(targets, (target) => control.terminate(target))),
    kill: async ({ targets }) => onceStored(storage, await each(targets, (target) => control.kill(target))),
    // Nothing of these is stored.
    suspend: async ({ targets }) => success(await each(targets, (target) => control.suspend(target))),
    resume: async ({ targets }) => success(await each(targets, (target) => control.resume(target))),
    /** What exactly was cleared, the storage tells its listener: counts, memory and clients follow from that alone. */
    clearEnded: async ({ runIds, upTo = pool.lastSequence }) => {
      const refusal = await storage.request({ type: 'clear', runIds, upTo: Math.min(upTo, pool.lastSequence) })
      return refusal ? storageFailure(refusal, 'Nothing was cleared') : success(null)
    },
  }
}
