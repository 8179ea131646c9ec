import type { QueueSample } from '../../contract/pool.ts'
import { raise } from '../../platform/uncaught.ts'
import type { StorageThread } from '../storage/storage-thread.ts'

/** So many samples become one that is stored: the highest depth and number running, the sums of the rest. */
const perStored = 10

/** Stores the queue's samples, ten seconds in one; a queue where nothing happens is not stored at all. */
export class StoredSamples {
  readonly #storage: StorageThread
  #gathered: QueueSample[] = []

  constructor(storage: StorageThread) {
    this.#storage = storage
  }

  add(sample: QueueSample): void {
    this.#gathered.push(sample)
    if (this.#gathered.length < perStored) return
    const stored = this.#gathered.reduce((one, other) => ({
      pool: other.pool,
      at: other.at,
      depth: Math.max(one.depth, other.depth),
      running: Math.max(one.running, other.running),
      started: one.started + other.started,
      finished: one.finished + other.finished,
    }))
    this.#gathered = []
    const { depth, running, started, finished } = stored
    if (depth + running + started + finished === 0) return
    this.#storage.fact({ type: 'sampled', sample: stored }).catch(raise)
  }
}
