// Over 250 lines: the one place where the lives of runs have effects; to split it would scatter them.
import type { PoolStatus } from '../../contract/pool.ts'
import type { RunId } from '../../contract/run.ts'
import type { Settings } from '../../contract/settings.ts'
import type { SignalResult, Supervisor, SupervisorEvent } from '../../supervisor/port.ts'
import { BackOff } from '../scheduling/back-off.ts'
import { messageOf, raise } from '../../platform/uncaught.ts'
import type { Clock } from '../../platform/clock.ts'
import type { FunctionEvent, FunctionRuns } from '../functions/function-runs.ts'
import { happeningsOf } from './life-events.ts'
import { Ladders } from './terminations.ts'
import { type Life, type LifeEvent, type Moment, advance } from './life.ts'
import { logFile } from './log-file.ts'
import type { OutcomeCount } from '../history/outcome-count.ts'
import type { PoolListener } from './pool-listener.ts'
import { Queue } from '../../multiprocessing/pools/queue.ts'
import { type Run, keyOf } from './run.ts'
import type { RunRecord } from './run-record.ts'
import { type Surroundings, addedEnvironment } from '../environment/surroundings.ts'
import { TakingUp } from './reattachment.ts'

export interface PoolOptions {
  supervisor: Supervisor
  functions: FunctionRuns
  clock: Clock
  record: RunRecord
  outcomes: OutcomeCount
  surroundings: Pick<Surroundings, 'environment'>
  size: number
  isPaused: boolean
  /** Nothing starts before `release`. */
  isHeld?: boolean
  logFolder: string
  settings: Readonly<Settings>
  /** The place in the history of the run that ended last. */
  lastSequence: number
}

/** Milliseconds that an ending waits to be recorded before it begins: on a full disk it begins all the same. */
const patience = 300

/** What is said of a supervisor that does not answer. */
const silences = {
  stopped:
    'The process that runs tasks was stopped by a signal from outside, and was continued. If it is stopped again soon, another takes its place.',
  slow: 'The process that runs tasks has not answered for 10 s: the machine may be very busy. Running commands go on; if it does not answer within a minute, another takes its place.',
}

/** Slots, queue and admission: decides which run starts when, and carries every run through its life. */
export class Pool {
  readonly queue = new Queue<Run>()
  /** Every run that holds a slot. */
  readonly live = new Map<RunId, Run>()
  /** Ever since the host started; the sampler takes differences. */
  readonly totals = { started: 0, finished: 0 }
  readonly #runs = new Map<RunId, Run>()
  readonly #ladders: Ladders
  readonly #options: PoolOptions
  readonly #listener: PoolListener
  readonly #backOff: BackOff
  #size: number
  #isPaused: boolean
  #isHeld: boolean
  #isSupervisorLost = false
  /** Nothing starts any more. */
  #isClosed = false
  #takingUp: TakingUp | undefined
  /** Runs for which no process may be started yet: that is being recorded. */
  readonly #launches = new Map<RunId, Promise<void>>()
  #starting = 0
  #lastSequence: number

  constructor(options: PoolOptions, listener: PoolListener) {
    this.#options = options
    this.#listener = listener
    this.#size = options.size
    this.#isPaused = options.isPaused
    this.#isHeld = options.isHeld ?? false
    this.#lastSequence = options.lastSequence
    this.#ladders = new Ladders(options.supervisor, options.settings)
    this.#backOff = new BackOff(options.clock, () => {
      if (this.queue.depth === 0) this.#backOff.close()
      this.#admit()
      this.#listener.poolChanged()
    })
    const follow = (event: SupervisorEvent | FunctionEvent): void => {
      this.#wholly(() => {
        this.#follow(event)
      })
    }
    options.supervisor.onEvent(follow)
    options.functions.listen(follow)
  }

  get status(): PoolStatus {
    const hold = this.#backOff.hold
    return {
      size: this.#size,
      isPaused: this.#isPaused,
      running: this.live.size,
      depth: this.queue.depth,
      queueRevision: this.queue.revision,
      ended: this.#options.outcomes.counts,
      ...(hold && { startsHeld: hold }),
    }
  }

  get size(): number {
    return this.#size
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  get isSupervisorLost(): boolean {
    return this.#isSupervisorLost
  }

  /** The place in the history of the run that ended last. */
  get lastSequence(): number {
    return this.#lastSequence
  }

  /** A queued or live run. */
  find(runId: RunId): Run | undefined {
    return this.#runs.get(runId)
  }

  /** Starts each run if a slot is free, else queues it. */
  submit(runs: Iterable<Run>): void {
    this.#wholly(() => {
      for (const run of runs) this.#enqueue(run)
    })
    this.#admit()
    this.#listener.poolChanged()
  }

  /**
   * Once, before all else: what an earlier host left. Nothing starts until the fate of every run that had begun is known;
   * those of `gone` are lost for the reason that is given.
   */
  restore(left: { queued: Run[]; begun: Run[]; gone: { run: Run; event: LifeEvent }[] }): void {
    for (const run of left.queued) this.#enqueue(run)
    const begun = [...left.begun, ...left.gone.map(({ run }) => run)]
    if (begun.length > 0)
      this.#takingUp = new TakingUp(
        begun.map(({ runId }) => runId),
        (found) => {
          this.#recover(found)
        },
      )
    for (const run of begun) {
      this.#runs.set(run.runId, run)
      this.live.set(run.runId, run)
      this.#starting++
    }
    if (left.begun.length > 0) this.#options.supervisor.takeUp(left.begun.map(keyOf))
    for (const { run, event } of left.gone) {
      this.#move(run, event)
      this.#takingUp?.note(run.runId, 'unknown')
    }
    this.#admit()
  }

  /** What tasks build on is known. */
  release(): void {
    this.#isHeld = false
    if (this.#isClosed) return
    this.#admit()
    this.#listener.poolChanged()
  }

  /** Growing starts waiting runs at once; shrinking lets running ones finish. */
  setSize(size: number): void {
    this.#size = size
    this.#admit()
    this.#listener.poolChanged()
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused
    this.#admit()
    this.#listener.poolChanged()
  }

  /** False where it does not wait. */
  cancel(run: Run): boolean {
    const isCancelled = this.#move(run, { type: 'cancelled', moment: this.#moment() })
    this.#listener.poolChanged()
    return isCancelled
  }

  /** Moves a run to the place of this order in the queue. False where it does not wait. */
  moveTo(run: Run, order: number): boolean {
    const isMoved = this.queue.moveTo(run, order)
    this.#listener.poolChanged()
    return isMoved
  }

  /** Ends a live run with its whole tree: SIGTERM, `grace` milliseconds, SIGKILL; SIGKILL at once where `grace` is 0. Resolves when nothing of it is left, or names the survivors. */
  stop(run: Run, grace: number): Promise<SignalResult> {
    const { promise, isNew } = this.#ladders.ask(run, grace)
    if (isNew) this.#move(run, { type: 'stop-asked' })
    return promise
  }

  /** Marks a live run as suspended or resumed, once the supervisor has done it. */
  markSuspended(run: Run, isSuspended: boolean): void {
    this.#move(run, { type: isSuspended ? 'suspended' : 'resumed' })
  }

  /**
   * Starts nothing any more; what waits stays in the queue, what lives goes on. Resolves when what was about to start waits
   * again, or could not be recorded in time: the next host finds that nothing was started for it.
   */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#backOff.close()
    await Promise.race([Promise.allSettled(this.#launches.values()), this.#patience()])
  }

  /** Terminates everything that lives, after `close`; or of it what cannot outlive this host. */
  async stopAll(which: 'all' | 'functions' = 'all'): Promise<void> {
    const started = [...this.live.values()].filter(
      ({ runId, task }) => !this.#launches.has(runId) && (which === 'all' || task.command.kind === 'function'),
    )
    await Promise.all(started.map((run) => this.stop(run, this.#options.settings.gracePeriod)))
  }

  #enqueue(run: Run): void {
    this.#runs.set(run.runId, run)
    this.queue.enqueue(run, run.order)
  }

  /**
   * Does what must be done wholly or not at all: the lives of runs, who has a slot, and what is on record belong together.
   * An error on the way leaves them apart, so whoever has this pool is told; the caller gets the error all the same.
   */
  #wholly<Value>(act: () => Value): Value {
    try {
      return act()
    } catch (error) {
      this.#listener.broke(error)
      throw error
    }
  }

  #admit(): void {
    if (this.#isHeld || this.#takingUp || this.#isClosed) return
    while (!this.#isPaused && this.live.size < this.#size && this.#backOff.allows(this.#starting)) {
      const run = this.queue.dequeue()
      if (!run) return
      this.#move(run, { type: 'launched' })
    }
  }

  #follow(event: SupervisorEvent | FunctionEvent): void {
    switch (event.type) {
      case 'lost':
        this.#lose(event.reason)
        return
      case 'silent':
        this.#listener.troubled('supervisor-silent', silences[event.silence])
        return
      case 'replaced':
        this.#listener.troubled(
          'supervisor-replaced',
          `The process that runs tasks ended (${event.reason}), and another took its place. Running commands go on, but how those that it had started end cannot be known.`,
        )
        return
      case 'sampled':
        this.#takeSamples(event.trees)
        return
    }
    const run = this.live.get(event.runId)
    if (run?.life.attempt !== event.attempt) return
    const moment = this.#moment()
    switch (event.type) {
      case 'given-up':
        this.#move(run, { type: 'never-started', moment })
        break
      case 'log-cut':
        run.keptFrom = event.keptFrom
        this.#options.record.logCut(run)
        return
      case 'answered':
        run.answer = event.answer
        return
      case 'start-failed':
        if (event.error.isTransient) this.#refuse(run, event.error.code, moment)
        else this.#move(run, { type: 'start-failed', error: event.error, moment })
        break
      case 'started':
        this.totals.started++
        this.#backOff.succeed()
        this.#happen(run, event, moment)
        this.#options.record.started(run, event.startTime)
        break
      case 'exited':
        this.#happen(run, event, moment)
        break
      case 'found':
        this.#happen(run, event, moment)
        this.#takingUp?.note(run.runId, event.fate.kind)
    }
    this.#admit()
    this.#listener.poolChanged()
  }

  #happen(run: Run, event: Parameters<typeof happeningsOf>[0], moment: Moment): void {
    for (const happening of happeningsOf(event, run, moment)) this.#move(run, happening)
  }

  #recover(found: Parameters<ConstructorParameters<typeof TakingUp>[1]>[0]): void {
    this.#takingUp = undefined
    const isPaused = found.lost.length > 0
    if (isPaused) this.#isPaused = true
    this.#listener.recovered({ ...found, at: this.#options.clock.now(), isPaused })
  }

  #refuse(run: Run, code: string, moment: Moment): void {
    const isNew = this.#backOff.hold === undefined
    const due = this.#backOff.refuse(code)
    run.refusals = { attempts: (run.refusals?.attempts ?? 0) + 1, code }
    this.#move(run, { type: 'refused', refusal: { code, due }, moment })
    if (isNew) {
      this.#listener.troubled(
        'starts-held',
        `The system refuses to start more processes (${code}). Waiting runs are tried again by themselves; ending other programs or a smaller pool helps.`,
      )
    }
  }

  #lose(reason: string): void {
    this.#isSupervisorLost = true
    this.#isPaused = true
    const moment = this.#moment()
    for (const run of [...this.live.values()]) {
      // What was not ordered yet was never started, and that is certain.
      if (this.#launches.has(run.runId)) this.#move(run, { type: 'never-started', moment })
      else this.#move(run, { type: 'lost', code: 'supervisor-gone', reason, moment })
    }
    this.#listener.troubled('supervisor-lost', `The process that runs tasks is gone: ${reason}. Start Forkyard anew.`)
    this.#listener.poolChanged()
  }

  #takeSamples(trees: Extract<SupervisorEvent, { type: 'sampled' }>['trees']): void {
    for (const tree of trees) {
      const run = this.live.get(tree.runId)
      if (run?.life.attempt !== tree.attempt) continue
      run.processes = tree.processes
      this.#listener.liveChanged(run)
    }
  }

  /** Moves a run on and does what the new phase asks for: the one place with effects. False where nothing changed. */
  #move(run: Run, event: LifeEvent): boolean {
    const before = run.life
    const after = advance(before, event)
    if (!after) return false
    this.#wholly(() => {
      this.#enter(run, before, after)
    })
    return true
  }

  #enter(run: Run, before: Life, after: Life): void {
    run.life = after
    if (before.phase === 'starting' && after.phase !== 'starting') this.#starting--
    switch (after.phase) {
      case 'queued':
        this.#launches.delete(run.runId)
        this.live.delete(run.runId)
        this.queue.putBack(run)
        this.#options.record.requeued(run)
        this.#listener.left(run)
        break
      case 'starting':
        if (before.phase === 'queued') this.#launch(run)
        else if (after.isStopWanted) this.#options.functions.giveUp(run.runId)
        this.#listener.liveChanged(run)
        break
      case 'stopping':
        if (before.phase !== 'stopping') this.#climb(run).catch(raise)
        this.#listener.liveChanged(run)
        break
      case 'running':
        this.#listener.liveChanged(run)
        break
      case 'ended':
        this.#settle(run)
    }
  }

  /** No process is started before it is on record that one may have been. */
  #launch(run: Run): void {
    this.#starting++
    this.live.set(run.runId, run)
    const launch = this.#options.record.starting(run).then(() => {
      // It may have been given up meanwhile, and even be about to start again.
      if (this.#launches.get(run.runId) !== launch) return
      this.#launches.delete(run.runId)
      this.#startRecorded(run)
    })
    this.#launches.set(run.runId, launch)
    launch.catch((error: unknown) => {
      this.#listener.broke(error)
      raise(error)
    })
  }

  #startRecorded(run: Run): void {
    const { life, task } = run
    if (life.phase !== 'starting') return
    if (life.isStopWanted || this.#isClosed) this.#move(run, { type: 'never-started', moment: this.#moment() })
    else if (task.unreadable) this.#move(run, unreadable(task.unreadable, this.#moment()))
    else {
      try {
        this.#order(run)
        return
      } catch (error) {
        // A mistake of ours costs this run, not its slot.
        raise(error)
        this.#move(run, notOrdered(error, this.#moment()))
      }
    }
    this.#admit()
    this.#listener.poolChanged()
  }

  #order(run: Run): void {
    const { supervisor, functions, settings, surroundings, logFolder } = this.#options
    const { command, folder } = run.task
    const key = keyOf(run)
    run.logLimit = settings.logLimitBytes ?? undefined
    const request = {
      ...key,
      folder,
      environment: addedEnvironment(run.task, surroundings.environment),
      logFile: logFile(logFolder, key.runId, key.attempt),
      ...(settings.logLimitBytes !== null && {
        logLimit: { bytes: settings.logLimitBytes, policy: settings.logLimitPolicy },
      }),
    }
    if (command.kind === 'function') functions.launch({ ...request, call: command })
    else supervisor.launch({ ...request, command })
  }

  async #climb(run: Run): Promise<void> {
    if (run.task.command.kind === 'function') this.#options.functions.doom(run.runId)
    await Promise.race([this.#options.record.stopping(run), this.#patience()])
    const result = await this.#ladders.climb(run).catch((error: unknown): SignalResult => {
      raise(error)
      return { ok: false, code: 'not-available', survivors: [] }
    })
    this.#move(run, { type: 'ladder-ended', result, moment: this.#moment() })
    if (run.life.phase !== 'ended') this.#ladders.tell(run, result)
    this.#admit()
    this.#listener.poolChanged()
  }

  #settle(run: Run): void {
    const life = run.life
    if (life.phase !== 'ended') return
    this.#launches.delete(run.runId)
    this.queue.remove(run)
    if (this.live.delete(run.runId)) this.#listener.left(run)
    this.#runs.delete(run.runId)
    run.processes = []
    run.sequence = ++this.#lastSequence
    this.totals.finished++
    this.#options.outcomes.add(life.outcome.kind)
    if (life.exit?.isLogDiskFull) {
      this.#listener.troubled(
        'log-disk-full',
        'The disk of the log folder is full: outputs are incomplete. Make room there.',
      )
    }
    this.#ladders.settle(run, 'survivors' in life.outcome ? life.outcome.survivors : [])
    this.#options.record
      .ended(run)
      .then(() => {
        if (life.attempt > 0) this.#options.supervisor.settle([keyOf(run)])
        this.#listener.recorded(run)
      })
      .catch(raise)
    this.#listener.ended(run)
  }

  #patience(): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(patience, resolve))
  }

  #moment(): Moment {
    return { at: this.#options.clock.now(), tick: this.#options.clock.monotonic() }
  }
}

function notOrdered(error: unknown, moment: Moment): LifeEvent {
  const message = `Forkyard made a mistake in starting it: ${messageOf(error)}`
  return { type: 'start-failed', error: { code: 'EUNKNOWN', message, isTransient: false }, moment }
}

function unreadable(message: string, moment: Moment): LifeEvent {
  return { type: 'start-failed', error: { code: 'EKEYEXPIRED', message, isTransient: false }, moment }
}
