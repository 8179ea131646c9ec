import { PoolWorker } from './pool-worker.ts'
import type { StartWorker } from './start-worker.ts'
import type { WorkerLoss } from './worker-events.ts'
import type { WorkerLimits } from './worker-limits.ts'

/** Workers in a row that end before they can be given anything, after which no more are started. */
export const mostFailedStarts = 3

export interface WorkerSetOptions extends WorkerLimits {
  start: StartWorker
  /** Workers. */
  size: number
}

export interface WorkerSetEvents {
  /** So many tasks of a worker have ended. */
  progressed: (ended: number) => void
  /** A worker has ended. It is not in the set any more, and not replaced. */
  ended: (worker: PoolWorker, loss: WorkerLoss) => void
  /** The spare worker has ended, which had no tasks. */
  spareEnded: () => void
}

/** The workers of a pool. */
export class WorkerSet implements Iterable<PoolWorker> {
  readonly #options: WorkerSetOptions
  readonly #events: WorkerSetEvents
  readonly #active = new Set<PoolWorker>()
  /** Started while another runs its last tasks, to take its place without being waited for. It has none before. */
  #spare: PoolWorker | undefined
  #lastNumber = 0
  #failedStarts = 0
  /** Whether they keep this process alive, the spare one only if all are waited for. */
  #kept: 'none' | 'active' | 'all' = 'none'

  constructor(options: WorkerSetOptions, events: WorkerSetEvents) {
    this.#options = options
    this.#events = events
  }

  /** Those that are given tasks, in order of their start. */
  [Symbol.iterator](): Iterator<PoolWorker> {
    return this.#active.values()
  }

  /** Workers that are given tasks. */
  get activeCount(): number {
    return this.#active.size
  }

  /** Whether not even a spare one is left. */
  get isEmpty(): boolean {
    return this.#active.size === 0 && !this.#spare
  }

  /** Whether too many in a row could not be started. */
  get hasGivenUp(): boolean {
    return this.#failedStarts >= mostFailedStarts
  }

  /** Starts all of them if there are none: at first, and again after it gave up. */
  startMissing(): void {
    if (this.#active.size > 0) return
    this.#failedStarts = 0
    while (this.#active.size < this.#options.size) this.startOne()
  }

  startOne(): void {
    let worker = this.#spare
    if (worker && !worker.isFinishing) this.#spare = undefined
    else worker = this.#newWorker()
    worker.setKept(this.#kept !== 'none')
    this.#active.add(worker)
  }

  startSpare(): void {
    if (this.#spare) return
    this.#spare = this.#newWorker()
    this.#spare.setKept(this.#kept === 'all')
  }

  /** Whether the active ones keep this process alive. */
  setKept(isKept: boolean): void {
    if (this.#kept === 'all') return
    this.#kept = isKept ? 'active' : 'none'
    for (const worker of this.#active) worker.setKept(isKept)
  }

  /** From now on all of them keep this process alive, until they have ended. */
  keepAll(): void {
    this.#kept = 'all'
    for (const worker of this.#all()) worker.setKept(true)
  }

  /** They end after the tasks that they have. */
  finish(): void {
    for (const worker of this.#all()) worker.finish()
  }

  kill(signal: NodeJS.Signals): void {
    for (const worker of this.#all()) worker.kill(signal)
  }

  #newWorker(): PoolWorker {
    this.#lastNumber++
    const name = `PoolWorker-${this.#lastNumber}`
    const worker = new PoolWorker(name, this.#options.start, this.#options, {
      ready: () => {
        this.#failedStarts = 0
      },
      progressed: (ended) => {
        this.#events.progressed(ended)
      },
      ended: (loss) => {
        this.#remove(worker, loss)
      },
    })
    return worker
  }

  #remove(worker: PoolWorker, loss: WorkerLoss): void {
    if (worker === this.#spare) {
      this.#spare = undefined
      this.#events.spareEnded()
      return
    }
    this.#active.delete(worker)
    if (!worker.isReady) this.#failedStarts++
    this.#events.ended(worker, loss)
  }

  #all(): PoolWorker[] {
    return this.#spare ? [...this.#active, this.#spare] : [...this.#active]
  }
}
