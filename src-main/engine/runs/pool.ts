import type { PoolName, PoolStatus } from '../../contract/pool.ts'
import type { RunId, WaitReason } from '../../contract/run.ts'
import type { Clock } from '../../platform/clock.ts'
import type { SignalResult, Supervisor, SupervisorEvent } from '../../supervisor/port.ts'
import type { FunctionEvent } from '../functions/function-launch.ts'
import type { FunctionRuns } from '../functions/function-runs.ts'
import type { OutcomeCount } from '../history/outcome-count.ts'
import type { Closure } from '../scheduling/first-obstacle.ts'
import { Scheduler } from '../scheduling/scheduler.ts'
import { EventFollower } from './event-follower.ts'
import type { LaunchesOptions } from './launches.ts'
import { Reattachment, restoreRuns } from './recovery.ts'
import type { RestoredRuns } from './restored-runs.ts'
import type { Run } from './run.ts'
import type { RunEvents } from './run-events.ts'
import { RunLives } from './run-lives.ts'
import type { RunRecord } from './run-record.ts'

export interface PoolOptions extends LaunchesOptions {
  name: PoolName
  supervisor: Supervisor
  functions: FunctionRuns
  clock: Clock
  record: RunRecord
  outcomes: OutcomeCount
  size: number
  isPaused: boolean
  /** Nothing starts before `release`. */
  isHeld?: boolean
  /** The place in the history of the run that ended last. */
  lastSequence: number
}

/** Slots and a queue: what is asked of them goes to the scheduler, which decides, and to the lives of runs, which carry out. */
export class Pool {
  readonly #options: PoolOptions
  readonly #events: RunEvents
  readonly #scheduler: Scheduler
  readonly #lives: RunLives
  readonly #follower: EventFollower

  constructor(options: PoolOptions, events: RunEvents) {
    this.#options = options
    this.#events = events
    const { clock, size, isPaused, isHeld = false } = options
    this.#scheduler = new Scheduler({
      clock,
      size,
      isPaused,
      closedBy: isHeld ? ['starting'] : [],
      slots: () => this.#lives.slots,
      start: (run) => {
        this.#lives.move(run, { type: 'launched' })
      },
      onChange: () => {
        events.poolChanged()
      },
    })
    this.#lives = new RunLives({ ...options, scheduler: this.#scheduler, events })
    this.#follower = new EventFollower({
      lives: this.#lives,
      scheduler: this.#scheduler,
      record: options.record,
      events,
    })
    const follow = (event: SupervisorEvent | FunctionEvent): void => {
      this.#lives.wholly(() => {
        this.#follower.follow(event)
      })
    }
    options.supervisor.onEvent(follow)
    options.functions.listen(follow)
  }

  get name(): PoolName {
    return this.#options.name
  }

  get status(): PoolStatus {
    const { queue, revision, size, isPaused, startsHeld } = this.#scheduler
    return {
      name: this.name,
      size,
      isPaused,
      running: this.live.size,
      depth: queue.depth,
      queueRevision: revision,
      ended: this.#options.outcomes.counts,
      ...(startsHeld && { startsHeld }),
    }
  }

  get queue(): Scheduler['queue'] {
    return this.#scheduler.queue
  }

  /** Every run that holds a slot. */
  get live(): ReadonlyMap<RunId, Run> {
    return this.#lives.live
  }

  /** Ever since the host started; the sampler takes differences. */
  get totals(): RunLives['totals'] {
    return this.#lives.totals
  }

  get size(): number {
    return this.#scheduler.size
  }

  get isPaused(): boolean {
    return this.#scheduler.isPaused
  }

  get isSupervisorLost(): boolean {
    return this.#follower.isSupervisorLost
  }

  /** The place in the history of the run that ended last. */
  get lastSequence(): number {
    return this.#lives.lastSequence
  }

  /** A queued or live run. */
  find(runId: RunId): Run | undefined {
    return this.#lives.find(runId)
  }

  /** What a run in the queue waits for. */
  explain(run: Run): WaitReason {
    return this.#scheduler.explain(run)
  }

  /** How many are before a run in the queue. */
  positionOf(run: Run): number {
    return this.queue.rankOf(run) ?? 0
  }

  /** Starts each run if a slot is free, else queues it. */
  submit(runs: Iterable<Run>): void {
    this.#lives.wholly(() => {
      for (const run of runs) this.#lives.enqueue(run)
    })
    this.#admit()
  }

  /**
   * Once, before all else: what an earlier host left. Nothing starts until the fate of every run that had begun is known.
   */
  restore(left: RestoredRuns): void {
    const { clock, supervisor } = this.#options
    const reattachment = new Reattachment(left, (found) => {
      this.#scheduler.reopen('recovering')
      const isPaused = found.lost.length > 0
      if (isPaused) this.#scheduler.setPaused(true)
      this.#events.recovered({ ...found, at: clock.now(), isPaused })
    })
    if (!reattachment.isOver) {
      this.#follower.beginReattachment(reattachment)
      this.#scheduler.close('recovering')
    }
    restoreRuns(left, { lives: this.#lives, supervisor, reattachment })
    this.#scheduler.admit()
  }

  /** What tasks build on is known. */
  release(): void {
    this.reopen('starting')
  }

  /** Nothing starts for this reason, until it is reopened; what was about to start waits again. */
  close(by: Closure): void {
    this.#scheduler.close(by)
    this.#lives.takeBack()
    this.#events.poolChanged()
  }

  reopen(by: Closure): void {
    this.#scheduler.reopen(by)
    this.#admit()
  }

  /** Growing starts waiting runs at once; shrinking lets running ones finish. */
  setSize(size: number): void {
    this.#scheduler.setSize(size)
    this.#admit()
  }

  setPaused(isPaused: boolean): void {
    this.#scheduler.setPaused(isPaused)
    this.#admit()
  }

  /** False where it does not wait. */
  cancel(run: Run): boolean {
    const isCancelled = this.#lives.cancel(run)
    this.#events.poolChanged()
    return isCancelled
  }

  /** Moves a run to the place of this order in the queue. False where it does not wait. */
  moveTo(run: Run, order: number): boolean {
    const isMoved = this.queue.moveTo(run, order)
    this.#events.poolChanged()
    return isMoved
  }

  /** Ends a live run with its whole tree: SIGTERM, `grace` milliseconds, SIGKILL; SIGKILL at once where `grace` is 0. Resolves when nothing of it is left, or names the survivors. */
  stop(run: Run, grace: number): Promise<SignalResult> {
    return this.#lives.stop(run, grace)
  }

  /** Marks a live run as suspended or resumed, once the supervisor has done it. */
  markSuspended(run: Run, isSuspended: boolean): void {
    this.#lives.move(run, { type: isSuspended ? 'suspended' : 'resumed' })
  }

  /**
   * Stops starting runs. Waiting runs stay in the queue, live runs go on. Resolves when runs that were about to start wait
   * again, or could not be recorded in time: the next host finds that nothing was started for them.
   */
  async end(): Promise<void> {
    this.#scheduler.close('closing')
    await this.#lives.close()
  }

  /** Terminates everything that lives, after `end`; or of it what cannot outlive this host. */
  async stopAll(which: 'all' | 'functions' = 'all'): Promise<void> {
    const ordered = this.#lives.ordered().filter(({ task }) => which === 'all' || task.command.kind === 'function')
    await Promise.all(ordered.map((run) => this.stop(run, this.#options.settings.gracePeriod)))
  }

  #admit(): void {
    this.#scheduler.admit()
    this.#events.poolChanged()
  }
}
