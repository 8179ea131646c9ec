// Over 250 lines: the one place where the lives of runs have effects; to split it would scatter them.
import type { PoolStatus } from '../contract/pool.ts'
import type { RunId } from '../contract/run.ts'
import type { SignalResult, Supervisor, SupervisorEvent } from '../supervisor/port.ts'
import { BackOff } from './back-off.ts'
import type { Clock } from './clock.ts'
import { Ladders } from './ladders.ts'
import { type LifeEvent, type Moment, advance } from './life.ts'
import { OutcomeCount } from './outcome-count.ts'
import type { PoolListener } from './pool-listener.ts'
import { Queue } from './queue.ts'
import { type Run, keyOf, logFileOf } from './run.ts'
import { addedEnvironment } from './surroundings.ts'

export interface PoolOptions {
  supervisor: Supervisor
  clock: Clock
  /** The user's own: what the supervisor builds tasks' environments on. */
  environment: Record<string, string>
  size: number
  logFolder: string
  /** Milliseconds between SIGTERM and SIGKILL. */
  grace: number
}

/** Slots, queue and admission: decides which run starts when, and carries every run through its life. */
export class Pool {
  readonly queue = new Queue<Run>()
  /** Every run that holds a slot. */
  readonly live = new Map<RunId, Run>()
  /** Ever since the host started; the sampler takes differences. */
  readonly totals = { started: 0, finished: 0 }
  readonly #outcomes = new OutcomeCount()
  readonly #runs = new Map<RunId, Run>()
  readonly #ladders: Ladders
  readonly #options: PoolOptions
  readonly #listener: PoolListener
  readonly #backOff: BackOff
  #size: number
  #isPaused = false
  #isSupervisorLost = false
  #starting = 0

  constructor(options: PoolOptions, listener: PoolListener) {
    this.#options = options
    this.#listener = listener
    this.#size = options.size
    this.#ladders = new Ladders(options.supervisor)
    this.#backOff = new BackOff(options.clock, () => {
      if (this.queue.depth === 0) this.#backOff.close()
      this.#admit()
      this.#listener.poolChanged()
    })
    options.supervisor.onEvent((event) => {
      this.#follow(event)
    })
  }

  get status(): PoolStatus {
    const hold = this.#backOff.hold
    return {
      size: this.#size,
      isPaused: this.#isPaused,
      running: this.live.size,
      depth: this.queue.depth,
      queueRevision: this.queue.revision,
      ended: this.#outcomes.counts,
      ...(hold && { startsHeld: hold }),
    }
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  get isSupervisorLost(): boolean {
    return this.#isSupervisorLost
  }

  /** A queued or live run. */
  find(runId: RunId): Run | undefined {
    return this.#runs.get(runId)
  }

  /** Starts each run if a slot is free, else queues it. */
  submit(runs: Iterable<Run>): void {
    for (const run of runs) {
      this.#runs.set(run.runId, run)
      this.queue.enqueue(run)
    }
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

  /** False where it does not wait. */
  moveToFront(run: Run): boolean {
    const isMoved = this.queue.moveToFront(run)
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

  /** Cancels what waits and terminates what lives. Nothing starts any more. */
  async close(): Promise<void> {
    this.#isPaused = true
    this.#backOff.close()
    for (const run of [...this.queue]) this.cancel(run)
    await Promise.all([...this.live.values()].map((run) => this.stop(run, this.#options.grace)))
  }

  #admit(): void {
    while (!this.#isPaused && this.live.size < this.#size && this.#backOff.allows(this.#starting)) {
      const run = this.queue.dequeue()
      if (!run) return
      this.#move(run, { type: 'launched' })
    }
  }

  #follow(event: SupervisorEvent): void {
    if (event.type === 'lost') {
      this.#lose(event.reason)
      return
    }
    if (event.type === 'sampled') {
      this.#takeSamples(event.trees)
      return
    }
    const run = this.live.get(event.runId)
    if (run?.life.attempt !== event.attempt) return
    const moment = this.#moment()
    switch (event.type) {
      case 'started':
        this.totals.started++
        this.#backOff.succeed()
        this.#move(run, { type: 'started', pid: event.pid, started: { at: event.at, tick: moment.tick } })
        break
      case 'start-failed':
        if (event.error.isTransient) this.#refuse(run, event.error.code, moment)
        else this.#move(run, { type: 'start-failed', error: event.error, moment })
        break
      case 'exited':
        this.#move(run, {
          type: 'exited',
          exit: { exitStatus: event.exitStatus, moment, runTime: event.runTime, isLogDiskFull: event.isLogDiskFull },
        })
    }
    this.#admit()
    this.#listener.poolChanged()
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
    for (const run of [...this.live.values()])
      this.#move(run, { type: 'lost', code: 'supervisor-gone', reason, moment: this.#moment() })
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
    run.life = after
    if (before.phase === 'starting' && after.phase !== 'starting') this.#starting--
    switch (after.phase) {
      case 'queued':
        this.live.delete(run.runId)
        this.queue.putBack(run)
        this.#listener.left(run)
        break
      case 'starting':
        if (before.phase === 'queued') this.#launch(run)
        this.#listener.liveChanged(run)
        break
      case 'stopping':
        if (before.phase !== 'stopping') void this.#climb(run)
        this.#listener.liveChanged(run)
        break
      case 'running':
        this.#listener.liveChanged(run)
        break
      case 'ended':
        this.#settle(run)
    }
    return true
  }

  #launch(run: Run): void {
    this.#starting++
    this.live.set(run.runId, run)
    const { command, folder } = run.task
    const environment = addedEnvironment(run.task, this.#options.environment)
    const logFile = logFileOf(run, this.#options.logFolder) ?? ''
    this.#options.supervisor.launch({ ...keyOf(run), command, folder, environment, logFile })
  }

  async #climb(run: Run): Promise<void> {
    const result = await this.#ladders.climb(run)
    this.#move(run, { type: 'ladder-ended', result, moment: this.#moment() })
    if (run.life.phase !== 'ended') this.#ladders.tell(run, result)
    this.#admit()
    this.#listener.poolChanged()
  }

  #settle(run: Run): void {
    const life = run.life
    if (life.phase !== 'ended') return
    this.queue.remove(run)
    if (this.live.delete(run.runId)) this.#listener.left(run)
    this.#runs.delete(run.runId)
    run.processes = []
    this.totals.finished++
    this.#outcomes.add(life.outcome)
    if (life.exit?.isLogDiskFull) {
      this.#listener.troubled(
        'log-disk-full',
        'The disk of the log folder is full: outputs are incomplete. Make room there.',
      )
    }
    this.#ladders.settle(run, 'survivors' in life.outcome ? life.outcome.survivors : [])
    this.#listener.ended(run)
  }

  #moment(): Moment {
    return { at: this.#options.clock.now(), tick: this.#options.clock.monotonic() }
  }
}
