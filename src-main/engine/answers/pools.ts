import { success } from '../../contract/answer.ts'
import { describeQueued } from '../runs/describe.ts'
import type { Answers, Parts } from './answers.ts'

/** Requests about the pool and its queue. */
export function poolAnswers({
  pool,
  poolChanges,
}: Parts): Pick<Answers, 'listQueue' | 'setPoolSize' | 'pausePool' | 'resumePool'> {
  return {
    listQueue: ({ offset, count }) => {
      const { depth, queueRevision } = pool.status
      const runs = pool.queue
        .page(offset, count)
        .map((run, index) => describeQueued(run, offset + index, pool.explain(run)))
      return success({ queueRevision, depth, runs })
    },
    setPoolSize: ({ size }) => poolChanges.setSize(size),
    pausePool: () => poolChanges.setPaused(true),
    resumePool: () => poolChanges.setPaused(false),
  }
}
