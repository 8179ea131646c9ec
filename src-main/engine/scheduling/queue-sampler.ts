import { limits } from '../../contract/limits.ts'
import type { QueueSample } from '../../contract/pool.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Pool } from '../runs/pool.ts'

/** Milliseconds. */
const interval = 1_000

/** Samples the queue once a second and keeps one hour. */
export class QueueSampler {
  readonly #samples: QueueSample[]
  /** Index of the oldest once the ring is full. */
  #oldest = 0
  #before = { started: 0, finished: 0 }
  #cancel: () => void
  readonly #pool: Pool
  readonly #clock: Clock
  readonly #onSample: (sample: QueueSample) => void

  /** `before`: of an earlier host, oldest first; those of the last hour are kept. */
  constructor(pool: Pool, clock: Clock, before: QueueSample[], onSample: (sample: QueueSample) => void) {
    const hourAgo = clock.now() - limits.queueSamples * interval
    this.#samples = before.filter(({ at }) => at > hourAgo && at <= clock.now())
    this.#pool = pool
    this.#clock = clock
    this.#onSample = onSample
    this.#cancel = clock.after(interval, () => {
      this.#tick()
    })
  }

  /** Oldest first. */
  samples(): QueueSample[] {
    return [...this.#samples.slice(this.#oldest), ...this.#samples.slice(0, this.#oldest)]
  }

  close(): void {
    this.#cancel()
  }

  #tick(): void {
    this.#cancel = this.#clock.after(interval, () => {
      this.#tick()
    })
    const { started, finished } = this.#pool.totals
    const sample: QueueSample = {
      pool: this.#pool.name,
      at: this.#clock.now(),
      depth: this.#pool.queue.depth,
      running: this.#pool.live.size,
      started: started - this.#before.started,
      finished: finished - this.#before.finished,
    }
    this.#before = { started, finished }
    this.#keep(sample)
    this.#onSample(sample)
  }

  #keep(sample: QueueSample): void {
    if (this.#samples.length < limits.queueSamples) {
      this.#samples.push(sample)
      return
    }
    this.#samples[this.#oldest] = sample
    this.#oldest = (this.#oldest + 1) % limits.queueSamples
  }
}
