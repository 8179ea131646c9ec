import { type Answer, failure, success } from '../../contract/answer.ts'
import { type PoolName, defaultPool } from '../../contract/pool.ts'
import { describeQueued } from '../runs/describe.ts'
import type { Pool } from '../runs/pool.ts'
import type { Answers, Parts } from './parts.ts'

/** Requests about the pool and its queue. */
export function poolAnswers({
  pool,
  poolChanges,
}: Parts): Pick<Answers, 'listQueue' | 'setPoolSize' | 'pausePool' | 'resumePool'> {
  return {
    listQueue: ({ offset, count, pool: name }) => {
      const refusal = unknownPool(pool, name)
      if (refusal) return refusal
      const { depth, queueRevision } = pool.status
      const runs = pool.queue
        .page(offset, count)
        .map((run, index) => describeQueued(run, offset + index, pool.explain(run)))
      return success({ queueRevision, depth, runs })
    },
    setPoolSize: ({ size, pool: name }) => unknownPool(pool, name) ?? poolChanges.setSize(size),
    pausePool: ({ pool: name }) => unknownPool(pool, name) ?? poolChanges.setPaused(true),
    resumePool: ({ pool: name }) => unknownPool(pool, name) ?? poolChanges.setPaused(false),
  }
}

/** Undefined if the name is that of the pool, or if none is given. */
export function unknownPool({ name }: Pool, asked: PoolName = defaultPool): Answer<never> | undefined {
  if (asked === name) return undefined
  return failure('unknown-pool', `There is no pool “${asked}”. The pool is called “${name}”.`)
}
