import type { WaitReason } from '../../contract/run.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Run } from '../runs/run.ts'
import { BackOff } from './back-off.ts'
import { type Closure, type Facts, firstObstacle } from './first-obstacle.ts'
import { RunQueue } from './run-queue.ts'

export interface SchedulerOptions {
  clock: Clock
  size: number
  isPaused: boolean
  /** What keeps everything from starting at first. */
  closedBy: Closure[]
  /** Slots that are taken, and of them those whose start is under way. */
  slots: () => { used: number; starting: number }
  /** Gives the run its slot. */
  start: (run: Run) => void
  /** What is said of those that wait may have changed. */
  onChange: () => void
}

/** Decides which run starts when: the queue of one pool, its size, and what keeps its runs from starting. */
export class Scheduler {
  readonly queue = new RunQueue<Run>()
  readonly #options: SchedulerOptions
  readonly #backOff: BackOff
  readonly #closedBy: Set<Closure>
  #size: number
  #isPaused: boolean
  /** Counts changes of what is said of those that wait. */
  #reasonChanges = 0

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#size = options.size
    this.#isPaused = options.isPaused
    this.#closedBy = new Set(options.closedBy)
    this.#backOff = new BackOff(options.clock, () => {
      if (this.queue.depth === 0) this.#backOff.close()
      this.admit()
      options.onChange()
    })
  }

  get size(): number {
    return this.#size
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** While the system refuses processes: its code, and when one is tried again, milliseconds since the epoch. */
  get startsHeld(): { code: string; until: number } | undefined {
    return this.#backOff.hold
  }

  /** Grows with every change of the queue, or of what its runs wait for. */
  get revision(): number {
    return this.queue.revision + this.#reasonChanges
  }

  setSize(size: number): void {
    this.#size = size
  }

  /** Live runs go on; no other starts. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused
    this.#reasonChanges++
  }

  close(by: Closure): void {
    this.#closedBy.add(by)
    if (by === 'closing') this.#backOff.close()
    this.#reasonChanges++
  }

  reopen(by: Closure): void {
    this.#closedBy.delete(by)
    this.#reasonChanges++
  }

  /** Starts every run that may start, in the order of the queue. */
  admit(): void {
    for (let run = this.queue.first; run && !firstObstacle(run, this.#facts()); run = this.queue.first) {
      this.queue.dequeue()
      this.#options.start(run)
    }
  }

  /** What a run in the queue waits for. */
  explain(run: Run): WaitReason {
    // Without an obstacle it has its turn in this very moment.
    return firstObstacle(run, this.#facts()) ?? { kind: 'slot' }
  }

  /** The system refused to start a process: starts are held for a while. False where they were held already. */
  refused(code: string): boolean {
    const isNew = this.#backOff.hold === undefined
    this.#reasonChanges++
    this.#backOff.refuse(code)
    return isNew
  }

  /** A process was started. */
  started(): void {
    if (this.#backOff.succeed()) this.#reasonChanges++
  }

  #facts(): Facts {
    const { used, starting } = this.#options.slots()
    return {
      closedBy: this.#closedBy,
      isPaused: this.#isPaused,
      startsHeld: this.#backOff.allows(starting) ? undefined : this.#backOff.hold,
      size: this.#size,
      used,
    }
  }
}
