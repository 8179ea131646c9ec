// Over 250 lines: all of one port; each of its methods hands on to the part that does it.
import { stat } from 'node:fs'
import { messageOf, raise } from '../platform/uncaught.ts'
import { type Attempt, keyOf, newAttempt } from './attempts/attempt.ts'
import { type AttemptRecord, noRecord } from './attempts/attempt-record.ts'
import { EventQueue } from './event-queue.ts'
import { Exits } from './attempts/exits.ts'
import { Follower } from './attempts/follower.ts'
import { Orders } from './termination/orders.ts'
import { lookAtAttempt } from './termination/scope.ts'
import { refusals } from './launching/launch-refusals.ts'
import { launchCommand } from './launching/launch.ts'
import { LogDiskWatch } from './log-limit/log-disk.ts'
import { LogLimitWatch } from './log-limit/log-limit-watch.ts'
import { markerOf, newInstance } from './launching/marker.ts'
import { monotonic } from './monotonic.ts'
import { currentPlatform } from './platform/current.ts'
import type { Platform } from './platform/platform.ts'
import type {
  AttemptKey,
  AttendRequest,
  Exit,
  LaunchRequest,
  SignalResult,
  SignalTarget,
  StartError,
  Supervisor,
  SupervisorEvent,
} from './port.ts'
import { Sampler } from './sampling/sample.ts'
import { byFork } from './launching/starting/by-fork.ts'
import type { Starter } from './launching/starting/starter.ts'
import { SharedScans } from './sampling/shared-scans.ts'
import type { ProcessTable } from './sampling/tree.ts'

/** Of ours: the run ends by it, and nothing else. */
function mistake(error: unknown): StartError {
  raise(error)
  const message = `Forkyard made a mistake in starting it: ${messageOf(error)}.`
  return { code: 'EUNKNOWN', message, isTransient: false }
}

export interface LocalSupervisorOptions {
  /** What every task's environment builds on. */
  environment: Record<string, string>
  platform?: Platform
  /** Begins every marker. */
  instance?: string
  record?: AttemptRecord
  starter?: Starter
}

/** Owns the attempts' processes as children of this very process. */
export class LocalSupervisor implements Supervisor {
  /** What the environments of later launches build on. */
  environment: Record<string, string>
  readonly #scans: SharedScans
  readonly #platform: Platform
  readonly #instance: string
  readonly #record: AttemptRecord
  readonly #starter: Starter
  readonly #attempts = new Map<string, Attempt>()
  readonly #events = new EventQueue()
  readonly #orders: Orders
  readonly #sampler: Sampler
  readonly #follower: Follower
  readonly #logDisks = new LogDiskWatch(() => this.#live())
  readonly #logLimits: LogLimitWatch
  readonly #exits: Exits
  #lookedSince = Infinity
  #isClosed = false

  constructor({
    environment,
    platform = currentPlatform(),
    instance = newInstance(),
    record = noRecord,
    starter = byFork,
  }: LocalSupervisorOptions) {
    this.environment = { ...environment }
    // libuv makes its threads with the first work for them, and aborts the process where the system has none left: while
    // there is room, not at the limit where other people's processes already fail.
    stat('.', () => undefined)
    this.#platform = platform
    this.#instance = instance
    this.#record = record
    this.#starter = starter
    this.#scans = new SharedScans(platform, () => this.#oldestStart())
    this.#sampler = new Sampler(
      this.#scans,
      platform,
      () => this.#live(),
      (event) => this.#events.push(event),
    )
    this.#orders = new Orders(this.#attempts, this.#scans, platform, (attempt) => this.#forgetIfOver(attempt))
    this.#exits = new Exits({
      checkDisk: (attempt) => this.#logDisks.check(attempt),
      finishLog: (attempt) => this.#logLimits.finish(attempt),
      tell: (attempt, exit) => this.#onEndTold(attempt, exit),
    })
    this.#follower = new Follower(platform, {
      onGone: (attempt, recorded) => this.#exits.take(attempt, 'unknown', recorded),
      onOrphaned: (attempt) => this.#logLimits.watch(attempt),
    })
    this.#logLimits = new LogLimitWatch(platform, {
      stop: ({ key }, grace) => this.terminate(key, grace),
      look: (attempt) =>
        this.#scans.take().then(
          (table) => lookAtAttempt(attempt, table),
          () => undefined,
        ),
      note: ({ key, isAttended }, keptFrom) => {
        if (!isAttended) this.#record.logCut(key, keptFrom)
      },
      cut: ({ key }, keptFrom) => this.#events.push({ type: 'log-cut', ...key, keptFrom }),
    })
  }

  launch(request: LaunchRequest): void {
    const key = { runId: request.runId, attempt: request.attempt }
    const marker = markerOf(this.#instance, key)
    const refusal = this.#refusalOf(keyOf(key))
    if (refusal) {
      this.#events.push({ type: 'start-failed', ...key, error: refusal })
      return
    }
    if (!this.#record.launching(request, marker)) {
      this.#events.push({ type: 'start-failed', ...key, error: refusals.notRecorded })
      return
    }
    const startedAt = monotonic()
    const launched = this.#tryToLaunch(request, marker)
    if (!launched.ok) {
      const failed = (error: StartError): void => {
        this.#onStartFailed(key, error)
      }
      if (launched.error instanceof Promise) launched.error.catch(mistake).then(failed).catch(raise)
      else failed(launched.error)
      return
    }
    const { child } = launched
    const { logFile, logLimit } = request
    const leader = { pid: child.pid, startTime: this.#platform.startTimeOf(child.pid) }
    const attempt = newAttempt({ key, child, leader, marker, startedAt, logFile, logLimit })
    const begun = { ...leader, at: Date.now() }
    this.#record.started(key, begun, startedAt)
    this.#add(attempt)
    this.#events.push({ type: 'started', ...key, ...begun })
    child.onExit((exitStatus) => this.#exits.take(attempt, exitStatus))
    this.#logLimits.catchUp()
  }

  attend({ pid, marker, logFile, logLimit, ...key }: AttendRequest): void {
    if (this.#isClosed) return
    const leader = { pid, startTime: this.#platform.startTimeOf(pid) }
    const begun = { key, child: undefined, leader, marker, startedAt: monotonic(), logFile, logLimit }
    this.#add(newAttempt(begun, { isAttended: true }))
  }

  end(key: AttemptKey, exitStatus: Exit['exitStatus']): void {
    const attempt = this.#attempts.get(keyOf(key))
    if (attempt?.isAttended && !attempt.hasExited) this.#exits.take(attempt, exitStatus)
  }

  /** The host is gone: what it had in its own processes ends with it, and nobody asks how. */
  killAttended(): void {
    for (const attempt of this.#attempts.values()) {
      if (!attempt.isAttended) continue
      attempt.hasExited = true
      attempt.isEndTold = true
      for (const ending of attempt.endings.values()) ending.wake()
      this.kill(attempt.key).catch(raise)
    }
  }

  reattach(keys: readonly AttemptKey[]): void {
    for (const { runId, attempt } of keys) {
      this.#events.push({ type: 'found', runId, attempt, fate: { kind: 'never-started' } })
    }
  }

  /** Nothing is kept here. */
  settle(): void {
    return
  }

  /** Takes a living process over that another supervisor started. */
  follow(attempt: Attempt): void {
    this.#add(attempt)
    this.#follower.follow(attempt)
  }

  terminate(target: SignalTarget, grace: number): Promise<SignalResult> {
    return this.#orders.end(target, Math.max(0, grace))
  }

  kill(target: SignalTarget): Promise<SignalResult> {
    return this.#orders.end(target, undefined)
  }

  suspend(target: SignalTarget): Promise<SignalResult> {
    return this.#orders.order('suspend', target)
  }

  resume(target: SignalTarget): Promise<SignalResult> {
    return this.#orders.order('resume', target)
  }

  sampleEvery(interval: number): void {
    if (!this.#isClosed) this.#sampler.setInterval(interval)
  }

  onEvent(listener: (event: SupervisorEvent) => void): () => void {
    return this.#events.subscribe(listener)
  }

  async close(grace: number): Promise<void> {
    this.#isClosed = true
    this.#sampler.setInterval(0)
    await Promise.all([...this.#attempts.values()].map(({ key }) => this.terminate(key, grace)))
    await this.#exits.whenTold()
    await this.leave()
  }

  leave(): Promise<void> {
    this.#isClosed = true
    this.#sampler.setInterval(0)
    this.#events.close()
    this.#follower.close()
    this.#logDisks.close()
    this.#logLimits.close()
    for (const { child } of this.#attempts.values()) child?.unref()
    this.#platform.close()
    return Promise.resolve()
  }

  /** All processes now, with the markers of those that started at `since` or later. */
  look(since: number): Promise<ProcessTable> {
    this.#lookedSince = Math.min(this.#lookedSince, since)
    return this.#scans.take()
  }

  /** Whether it is a living child of this very process. */
  isChild(key: AttemptKey): boolean {
    return this.#attempts.get(keyOf(key))?.child !== undefined
  }

  /** Whether an attempt lives, or is being ended. */
  isBusy(): boolean {
    return this.#attempts.size > 0
  }

  #tryToLaunch(request: LaunchRequest, marker: string): ReturnType<typeof launchCommand> {
    try {
      return launchCommand(request, this.environment, marker, this.#starter)
    } catch (error) {
      return { ok: false, error: mistake(error) }
    }
  }

  #refusalOf(key: string): StartError | undefined {
    if (this.#isClosed) return refusals.closing
    return this.#attempts.has(key) ? refusals.known(key) : undefined
  }

  #add(attempt: Attempt): void {
    this.#attempts.set(keyOf(attempt.key), attempt)
    this.#logDisks.watch()
    // Where its own parent lives, that one watches its log.
    if (!attempt.origin) this.#logLimits.watch(attempt)
  }

  #onStartFailed(key: AttemptKey, error: StartError): void {
    this.#record.startFailed(key, error)
    this.#events.push({ type: 'start-failed', ...key, error })
  }

  #onEndTold(attempt: Attempt, exit: Exit): void {
    if (!attempt.isAttended) this.#record.exited(attempt.key, exit)
    this.#events.push({ type: 'exited', ...attempt.key, ...exit })
    attempt.isEndTold = true
    this.#forgetIfOver(attempt)
  }

  #forgetIfOver(attempt: Attempt): void {
    if (attempt.isEndTold && attempt.endings.size === 0) this.#attempts.delete(keyOf(attempt.key))
  }

  #live(): Attempt[] {
    return [...this.#attempts.values()].filter((attempt) => !attempt.hasExited)
  }

  #oldestStart(): number {
    let oldest = this.#lookedSince
    for (const { leader } of this.#attempts.values()) oldest = Math.min(oldest, leader.startTime)
    return oldest
  }
}
