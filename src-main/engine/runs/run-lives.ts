import type { RunId } from '../../contract/run.ts'
import { raise } from '../../platform/uncaught.ts'
import { type Clock, atMost } from '../../platform/clock.ts'
import type { Settings } from '../../contract/settings.ts'
import type { SignalResult, Supervisor } from '../../supervisor/port.ts'
import type { FunctionRuns } from '../functions/function-runs.ts'
import type { OutcomeCount } from '../history/outcome-count.ts'
import type { Scheduler } from '../scheduling/scheduler.ts'
import { Launches, type LaunchesOptions } from './launches.ts'
import { type Life, type LifeEvent, type Moment, advance } from './life.ts'
import { type Run, keyOf } from './run.ts'
import type { RunEvents } from './run-events.ts'
import type { RunRecord } from './run-record.ts'
import { Terminations } from './terminations.ts'

export interface RunLivesOptions extends LaunchesOptions {
  supervisor: Supervisor
  functions: FunctionRuns
  record: RunRecord
  settings: Readonly<Settings>
  clock: Clock
  outcomes: OutcomeCount
  scheduler: Scheduler
  events: RunEvents
  /** The place in the history of the run that ended last. */
  lastSequence: number
}

/** Milliseconds that a termination waits to be recorded before it begins: on a full disk it begins all the same. */
const patience = 300

/** Carries every run through its life (`life.ts`): the one place where its steps have effects. */
export class RunLives {
  /** Every run that holds a slot. */
  readonly live = new Map<RunId, Run>()
  /** Ever since the host started; the sampler takes differences. */
  readonly totals = { started: 0, finished: 0 }
  readonly #options: RunLivesOptions
  readonly #runs = new Map<RunId, Run>()
  readonly #launches: Launches
  readonly #terminations: Terminations
  #starting = 0
  #isClosed = false
  #lastSequence: number

  constructor(options: RunLivesOptions) {
    this.#options = options
    this.#launches = new Launches(options)
    this.#terminations = new Terminations(options.supervisor, options.settings)
    this.#lastSequence = options.lastSequence
  }

  get slots(): { used: number; starting: number } {
    return { used: this.live.size, starting: this.#starting }
  }

  get lastSequence(): number {
    return this.#lastSequence
  }

  /** A queued or live run. */
  find(runId: RunId): Run | undefined {
    return this.#runs.get(runId)
  }

  /** The live run of this attempt. */
  ofAttempt({ runId, attempt }: { runId: RunId; attempt: number }): Run | undefined {
    const run = this.live.get(runId)
    return run?.life.attempt === attempt ? run : undefined
  }

  /** New, or found in the queue of an earlier host. */
  enqueue(run: Run): void {
    this.#runs.set(run.runId, run)
    this.#options.scheduler.queue.enqueue(run, run.order)
  }

  /** An earlier host may have started a process for it, which holds its slot until more is known. */
  reattach(run: Run): void {
    this.#runs.set(run.runId, run)
    this.live.set(run.runId, run)
    this.#starting++
  }

  /** False where it does not wait. */
  cancel(run: Run): boolean {
    return this.move(run, { type: 'cancelled', moment: this.moment() })
  }

  /** Ends a live run with its whole tree: SIGTERM, `grace` milliseconds, SIGKILL; SIGKILL at once where `grace` is 0. Resolves when nothing of it is left, or names the survivors. */
  stop(run: Run, grace: number): Promise<SignalResult> {
    const { promise, isNew } = this.#terminations.ask(run, grace)
    if (isNew) this.move(run, { type: 'stop-asked' })
    return promise
  }

  /** Whatever is not ordered yet waits again, instead of for the record of its start. */
  takeBack(): void {
    const moment = this.moment()
    for (const run of [...this.live.values()]) {
      if (this.#launches.isRecording(run.runId)) this.move(run, { type: 'never-started', moment })
    }
  }

  /** Starts nothing any more. Resolves when what was about to start waits again, or could not be recorded in time. */
  async close(): Promise<void> {
    this.#isClosed = true
    await atMost(this.#options.clock, patience, this.#launches.settled())
  }

  /** Live runs of which a process may have been ordered. */
  ordered(): Run[] {
    return [...this.live.values()].filter(({ runId }) => !this.#launches.isRecording(runId))
  }

  /** The supervisor is gone: live runs are lost, except those that were not ordered yet, which were certainly never started. */
  lose(reason: string): void {
    this.takeBack()
    const moment = this.moment()
    for (const run of [...this.live.values()]) {
      this.move(run, { type: 'lost', code: 'supervisor-gone', reason, moment })
    }
  }

  /** Moves a run on and does what the new phase asks for. False where the event does not apply to its phase. */
  move(run: Run, event: LifeEvent): boolean {
    const before = run.life
    const after = advance(before, event)
    if (!after) return false
    this.wholly(() => {
      this.#enter(run, before, after)
    })
    return true
  }

  /**
   * Does what must be done wholly or not at all: the lives of runs, who has a slot, and what is on record belong together.
   * An error on the way leaves them apart, so `broke` is told; the caller gets the error all the same.
   */
  wholly<Value>(act: () => Value): Value {
    try {
      return act()
    } catch (error) {
      this.#options.events.broke(error)
      throw error
    }
  }

  moment(): Moment {
    return { at: this.#options.clock.now(), tick: this.#options.clock.monotonic() }
  }

  #enter(run: Run, before: Life, after: Life): void {
    const { scheduler, record, events, functions } = this.#options
    run.life = after
    if (before.phase === 'starting' && after.phase !== 'starting') this.#starting--
    switch (after.phase) {
      case 'queued':
        this.#launches.forget(run.runId)
        this.live.delete(run.runId)
        scheduler.queue.putBack(run)
        record.requeued(run)
        events.left(run)
        break
      case 'starting':
        if (before.phase === 'queued') this.#launch(run)
        else if (after.isStopWanted) functions.giveUp(run.runId)
        events.liveChanged(run)
        break
      case 'stopping':
        if (before.phase !== 'stopping') this.#terminate(run).catch(raise)
        events.liveChanged(run)
        break
      case 'running':
        events.liveChanged(run)
        break
      case 'ended':
        this.#end(run, after)
    }
  }

  #launch(run: Run): void {
    this.#starting++
    this.live.set(run.runId, run)
    this.#launches.record(
      run,
      () => {
        this.#order(run)
      },
      (error) => {
        this.#options.events.broke(error)
      },
    )
  }

  /** It is on record that a process may be started. */
  #order(run: Run): void {
    const { life } = run
    if (life.phase !== 'starting') return
    const moment = this.moment()
    if (life.isStopWanted || this.#isClosed) this.move(run, { type: 'never-started', moment })
    else {
      const error = this.#launches.order(run)
      if (!error) return
      this.move(run, { type: 'start-failed', error, moment })
    }
    this.#slotsChanged()
  }

  async #terminate(run: Run): Promise<void> {
    if (run.task.command.kind === 'function') this.#options.functions.retire(run.runId)
    await atMost(this.#options.clock, patience, this.#options.record.stopping(run))
    const result = await this.#terminations.carryOut(run)
    this.move(run, { type: 'termination-ended', result, moment: this.moment() })
    if (run.life.phase !== 'ended') this.#terminations.tell(run, result)
    this.#slotsChanged()
  }

  #end(run: Run, life: Extract<Life, { phase: 'ended' }>): void {
    const { scheduler, record, events, outcomes, supervisor } = this.#options
    this.#launches.forget(run.runId)
    scheduler.queue.remove(run)
    if (this.live.delete(run.runId)) events.left(run)
    this.#runs.delete(run.runId)
    run.processes = []
    run.sequence = ++this.#lastSequence
    this.totals.finished++
    outcomes.add(life.outcome.kind)
    if (life.exit?.isLogDiskFull) {
      events.troubled('log-disk-full', 'The disk of the log folder is full: outputs are incomplete. Make room there.')
    }
    this.#terminations.settle(run, 'survivors' in life.outcome ? life.outcome.survivors : [])
    record
      .ended(run)
      .then(() => {
        if (life.attempt > 0) supervisor.settle([keyOf(run)])
        events.recorded(run)
      })
      .catch(raise)
    events.ended(run)
  }

  /** A slot may have become free. */
  #slotsChanged(): void {
    this.#options.scheduler.admit()
    this.#options.events.poolChanged()
  }
}
