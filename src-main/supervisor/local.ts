import { stat } from 'node:fs'
import type { ExitStatus, FunctionEnd } from '../contract/run.ts'
import { raise } from '../platform/uncaught.ts'
import { type Attempt, keyOf, newAttempt } from './attempts/attempt.ts'
import { type AttemptRecord, noRecord } from './attempts/attempt-record.ts'
import { AttemptTable } from './attempts/attempt-table.ts'
import { AttemptWatch } from './attempts/attempt-watch.ts'
import { EventQueue } from './event-queue.ts'
import { Launcher } from './launching/launcher.ts'
import { Orders } from './termination/orders.ts'
import { refusals } from './launching/launch-refusals.ts'
import { newInstance } from './launching/marker.ts'
import { monotonic } from './monotonic.ts'
import { currentPlatform } from './platform/current.ts'
import type { Platform } from './platform/platform.ts'
import type {
  AttemptKey,
  AttendRequest,
  Begun,
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
  readonly #platform: Platform
  readonly #attempts = new AttemptTable()
  readonly #events = new EventQueue()
  readonly #scans: SharedScans
  readonly #sampler: Sampler
  readonly #launcher: Launcher
  readonly #orders: Orders
  readonly #watch: AttemptWatch
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
    this.#scans = new SharedScans(platform, () => Math.min(this.#lookedSince, this.#attempts.oldestStart))
    this.#sampler = new Sampler(
      this.#scans,
      platform,
      () => this.#attempts.live(),
      (event) => this.#events.push(event),
    )
    this.#launcher = new Launcher(
      { platform, instance, record, starter },
      {
        onStarted: (attempt, begun) => this.#onStarted(attempt, begun),
        onFailed: (key, error) => this.#tellFailed(key, error),
      },
    )
    this.#orders = new Orders(this.#attempts, this.#scans, platform)
    this.#watch = new AttemptWatch({
      platform,
      attempts: this.#attempts,
      scans: this.#scans,
      record,
      terminate: (key, grace) => this.terminate(key, grace),
      tell: (event) => this.#events.push(event),
    })
  }

  launch(request: LaunchRequest): void {
    const refusal = this.#refusalOf(request)
    if (refusal) this.#tellFailed({ runId: request.runId, attempt: request.attempt }, refusal)
    else this.#launcher.launch(request, this.environment)
  }

  attend({ pid, marker, logFile, logLimit, ...key }: AttendRequest): void {
    if (this.#isClosed) return
    const leader = { pid, startTime: this.#platform.startTimeOf(pid) }
    const begun = { key, child: undefined, leader, marker, startedAt: monotonic(), logFile, logLimit }
    this.#watch.add(newAttempt(begun, { isAttended: true }))
  }

  end(key: AttemptKey, exitStatus: ExitStatus | FunctionEnd): void {
    const attempt = this.#attempts.find(key)
    if (attempt?.isAttended && !attempt.hasExited) this.#watch.onEnded(attempt, exitStatus)
  }

  /** The host is gone: what it had in its own processes ends with it, and nobody asks how. */
  killAttended(): void {
    for (const attempt of this.#attempts.all()) {
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
    this.#watch.follow(attempt)
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
    await Promise.all(this.#attempts.all().map(({ key }) => this.terminate(key, grace)))
    await this.#watch.whenTold()
    await this.leave()
  }

  leave(): Promise<void> {
    this.#isClosed = true
    this.#sampler.setInterval(0)
    this.#events.close()
    this.#watch.close()
    for (const { child } of this.#attempts.all()) child?.unref()
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
    return this.#attempts.find(key)?.child !== undefined
  }

  /** Whether an attempt lives, or is being ended. */
  isBusy(): boolean {
    return this.#attempts.size > 0
  }

  #refusalOf(key: AttemptKey): StartError | undefined {
    if (this.#isClosed) return refusals.closing
    return this.#attempts.find(key) ? refusals.known(keyOf(key)) : undefined
  }

  #onStarted(attempt: Attempt, begun: Begun): void {
    this.#events.push({ type: 'started', ...attempt.key, ...begun })
    this.#watch.add(attempt)
    this.#watch.catchUp()
  }

  #tellFailed(key: AttemptKey, error: StartError): void {
    this.#events.push({ type: 'start-failed', ...key, error })
  }
}
