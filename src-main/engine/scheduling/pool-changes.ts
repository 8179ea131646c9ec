import { type Answer, failure, success } from '../../contract/answer.ts'
import type { Pool } from '../runs/pool.ts'
import { storageFailure } from '../storage/storage-failure.ts'
import type { WriteFailure } from '../storage/messages.ts'
import type { PoolFields } from '../storage/tables/pools.ts'
import type { StorageThread } from '../storage/storage-thread.ts'

/**
 * Changes the pool's size and whether it is paused. Each change is of one field, on the disk first and then in memory. The
 * change that arrived last is the one that remains in both, whatever is being stored meanwhile.
 */
export class PoolChanges {
  readonly #pool: Pool
  readonly #storage: Pick<StorageThread, 'request'>
  /** Numbers of the changes of the pause, in order of arrival: the last that arrived, and the last that is in memory. */
  #lastPause = 0
  #appliedPause = 0

  constructor(pool: Pool, storage: Pick<StorageThread, 'request'>) {
    this.#pool = pool
    this.#storage = storage
  }

  async setSize(size: number): Promise<Answer<null>> {
    const refusal = await this.#store({ size })
    if (refusal) return storageFailure(refusal, 'The pool size was not changed')
    this.#pool.setSize(size)
    return success(null)
  }

  async setPaused(isPaused: boolean): Promise<Answer<null>> {
    if (!isPaused && this.#pool.isSupervisorLost) return supervisorLost
    const number = ++this.#lastPause
    const refusal = await this.#store({ isPaused })
    if (refusal) return storageFailure(refusal, isPaused ? 'The pool was not paused' : 'The pool was not resumed')
    // It may have been lost, or the pool paused by a recovery, while this was being stored.
    if (!isPaused && this.#pool.isSupervisorLost) return supervisorLost
    if (number > this.#appliedPause) {
      this.#appliedPause = number
      this.#pool.setPaused(isPaused)
    }
    return success(null)
  }

  /** The pool has paused itself: that remains until somebody resumes it, also after a restart. On a full disk only until then. */
  async keepPaused(): Promise<void> {
    this.#appliedPause = ++this.#lastPause
    await this.#store({ isPaused: true })
  }

  #store(change: Partial<PoolFields>): Promise<WriteFailure | undefined> {
    return this.#storage.request({ type: 'set-pool', name: this.#pool.name, change })
  }
}

const supervisorLost = failure(
  'supervisor-lost',
  'The process that runs tasks is gone, so nothing can start. Restart Forkyard.',
)
