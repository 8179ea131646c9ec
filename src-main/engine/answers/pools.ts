import { type Answer, failure, success } from '../../contract/answer.ts'
import { describeQueued } from '../describe.ts'
import { storageFailure } from '../storage-failure.ts'
import type { Answers, Parts } from './answers.ts'

/** Requests about the pool and its queue. */
export function poolAnswers(parts: Parts): Pick<Answers, 'listQueue' | 'setPoolSize' | 'pausePool' | 'resumePool'> {
  const { pool, storage } = parts
  const change = async (next: { size: number; isPaused: boolean }): Promise<Answer<null>> => {
    const refusal = await storage.request({ type: 'set-pool', name: 'default', ...next })
    if (refusal) return storageFailure(refusal, 'The pool was not changed')
    if (next.size !== pool.size) pool.setSize(next.size)
    if (next.isPaused !== pool.isPaused) pool.setPaused(next.isPaused)
    return success(null)
  }
  return {
    listQueue: ({ offset, count }) => {
      const { depth, queueRevision, isPaused } = pool.status
      const runs = pool.queue.page(offset, count).map((run, index) => describeQueued(run, offset + index, isPaused))
      return success({ queueRevision, depth, runs })
    },
    setPoolSize: ({ size }) => change({ size, isPaused: pool.isPaused }),
    pausePool: () => change({ size: pool.size, isPaused: true }),
    resumePool: () => {
      if (!pool.isSupervisorLost) return change({ size: pool.size, isPaused: false })
      return failure(
        'supervisor-lost',
        'The process that runs tasks is gone, so nothing can start. Start Forkyard anew.',
      )
    },
  }
}
