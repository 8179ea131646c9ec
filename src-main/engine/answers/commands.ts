import { success } from '../../contract/answer.ts'
import type { Target, TargetResult } from '../../contract/contract.ts'
import type { RunId } from '../../contract/run.ts'
import type { Run } from '../run.ts'
import { storageFailure } from '../storage-failure.ts'
import type { Answers, Parts } from './answers.ts'
import { whenRecorded } from './failures.ts'

/** Requests that act on runs: answered once what they did is recorded. */
export function commandAnswers(
  parts: Parts,
): Pick<Answers, 'cancel' | 'moveToFront' | 'terminate' | 'kill' | 'suspend' | 'resume' | 'clearEnded'> {
  const { pool, history, outcomes, control, storage, audience } = parts
  const each = async (targets: Target[], act: (target: Target) => Promise<TargetResult>) =>
    whenRecorded(storage, success(await Promise.all(targets.map(act))))
  const forQueued = async (runId: RunId, change: (run: Run) => boolean): Promise<TargetResult> => {
    const run = pool.find(runId)
    return run && change(run) ? { runId, ok: true } : control.refuse(runId)
  }

  return {
    cancel: async ({ runIds }) =>
      whenRecorded(
        storage,
        success(await Promise.all(runIds.map((runId) => forQueued(runId, (run) => pool.cancel(run))))),
      ),
    moveToFront: async ({ runIds }) => {
      const moved: { runId: RunId; order: number }[] = []
      const move = (run: Run): boolean => {
        const isMoved = pool.moveToFront(run)
        if (isMoved) moved.push({ runId: run.runId, order: run.order })
        return isMoved
      }
      // The first named is to be the next one, so it is moved last.
      const results = await Promise.all(runIds.toReversed().map((runId) => forQueued(runId, move)))
      const refusal = moved.length > 0 ? await storage.request({ type: 'move', runs: moved }) : undefined
      if (refusal) return storageFailure(refusal, 'The new order holds only until Forkyard ends')
      return success(results.reverse())
    },
    terminate: ({ targets }) => each(targets, (target) => control.terminate(target)),
    kill: ({ targets }) => each(targets, (target) => control.kill(target)),
    suspend: ({ targets }) => each(targets, (target) => control.suspend(target)),
    resume: ({ targets }) => each(targets, (target) => control.resume(target)),
    clearEnded: async ({ runIds }) => {
      const before = outcomes.byKind
      const ended = runIds ? [...(await history.find(runIds)).values()] : undefined
      const refusal = await storage.request({
        type: 'clear',
        runIds: ended?.map(({ run }) => run.runId),
        upTo: pool.lastSequence,
      })
      if (refusal) return storageFailure(refusal, 'Nothing was cleared')
      if (ended) for (const { run } of ended) outcomes.subtract({ [run.outcome.kind]: 1 })
      else outcomes.subtract(before)
      const known = history.forget(ended?.map(({ run }) => run.runId))
      audience.tell((feed) => feed.cleared(known))
      audience.tell((feed) => feed.poolChanged())
      return success(null)
    },
  }
}
