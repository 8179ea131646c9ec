import { stat } from 'node:fs'
import { dirname } from 'node:path'
import type { ExitStatus } from '../contract/run.ts'
import { type Attempt, keyOf } from './attempt.ts'
import { EventQueue } from './event-queue.ts'
import { Ending } from './ladder/ending.ts'
import { scopeOf } from './ladder/scope.ts'
import { launchCommand } from './launch.ts'
import { LogDiskWatch } from './log-disk.ts'
import { markerOf, newInstance } from './marker.ts'
import { currentPlatform } from './platform/current.ts'
import type { Platform } from './platform/platform.ts'
import type { LaunchRequest, SignalResult, SignalTarget, StartError, Supervisor, SupervisorEvent } from './port.ts'
import { Sampler } from './sample.ts'
import { orderAll } from './suspend.ts'
import { ScanError, Survey } from './survey.ts'

export interface LocalSupervisorOptions {
  /** What every task's environment builds on. */
  environment: Record<string, string>
  platform?: Platform
}

const unknownProcess: SignalResult = { ok: false, code: 'unknown-process', survivors: [] }

/** Processes that cannot be listed are signalled by nobody. */
function withoutScan(error: unknown): SignalResult {
  if (error instanceof ScanError) return { ok: false, code: 'not-available', survivors: [] }
  throw error
}

/** Owns the attempts' processes as children of this very process. */
export class LocalSupervisor implements Supervisor {
  readonly #environment: Record<string, string>
  readonly #platform: Platform
  readonly #instance = newInstance()
  readonly #attempts = new Map<string, Attempt>()
  readonly #events = new EventQueue()
  readonly #survey: Survey
  readonly #sampler: Sampler
  readonly #logDisks = new LogDiskWatch(() => this.#live())
  #isClosed = false
  #onForgotten: (() => void) | undefined

  constructor({ environment, platform = currentPlatform() }: LocalSupervisorOptions) {
    this.#environment = { ...environment }
    // libuv makes its threads with the first work for them, and aborts the process where the system has none left: while
    // there is room, not at the limit where other people's processes already fail.
    stat('.', () => undefined)
    this.#platform = platform
    this.#survey = new Survey(platform, () => this.#oldestStart())
    this.#sampler = new Sampler(
      this.#survey,
      platform,
      () => this.#live(),
      (event) => {
        this.#events.push(event)
      },
    )
  }

  launch(request: LaunchRequest): void {
    const key = { runId: request.runId, attempt: request.attempt }
    const fail = (error: StartError): void => {
      this.#events.push({ type: 'start-failed', ...key, error })
    }
    const refusal = this.#refusalOf(keyOf(key))
    if (refusal) {
      fail(refusal)
      return
    }
    const marker = markerOf(this.#instance, key)
    const startedAt = performance.now()
    const launched = launchCommand(request, this.#environment, marker)
    if (!launched.ok) {
      if (launched.error instanceof Promise) void launched.error.then(fail)
      else fail(launched.error)
      return
    }
    const { child, pid } = launched
    const attempt: Attempt = {
      key,
      child,
      leader: { pid, startTime: this.#platform.startTimeOf(pid) },
      marker,
      startedAt,
      logFolder: dirname(request.logFile),
      isLogDiskFull: false,
      hasExited: false,
      seen: new Map(),
      endings: new Map(),
    }
    this.#attempts.set(keyOf(key), attempt)
    this.#logDisks.watch()
    this.#events.push({ type: 'started', ...key, ...attempt.leader, at: Date.now() })
    child.once('exit', (code, signal) => {
      this.#onExit(attempt, signal === null ? { code: code ?? 0 } : { signal })
    })
  }

  terminate(target: SignalTarget, grace: number): Promise<SignalResult> {
    return this.#end(target, Math.max(0, grace))
  }

  kill(target: SignalTarget): Promise<SignalResult> {
    return this.#end(target, undefined)
  }

  suspend(target: SignalTarget): Promise<SignalResult> {
    return this.#order('suspend', target)
  }

  resume(target: SignalTarget): Promise<SignalResult> {
    return this.#order('resume', target)
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
    this.#events.close()
    this.#logDisks.close()
    for (const { child } of this.#attempts.values()) child.unref()
    this.#platform.close()
  }

  /** Resolves when no attempt lives and none is being ended. */
  async whenIdle(): Promise<void> {
    while (this.#attempts.size > 0) await new Promise<void>((resolve) => (this.#onForgotten = resolve))
  }

  #refusalOf(key: string): StartError | undefined {
    if (this.#isClosed) {
      return { code: 'ECANCELED', message: 'Forkyard is closing and starts nothing more.', isTransient: false }
    }
    if (this.#attempts.has(key)) {
      return { code: 'EEXIST', message: `Attempt ${key} was started already and lives.`, isTransient: false }
    }
    return undefined
  }

  #onExit(attempt: Attempt, exitStatus: ExitStatus): void {
    const runTime = performance.now() - attempt.startedAt
    this.#logDisks.check(attempt)
    attempt.hasExited = true
    this.#events.push({
      type: 'exited',
      ...attempt.key,
      exitStatus,
      at: Date.now(),
      runTime,
      isLogDiskFull: attempt.isLogDiskFull,
    })
    for (const ending of attempt.endings.values()) ending.wake()
    this.#forgetIfOver(attempt)
  }

  #end(target: SignalTarget, grace: number | undefined): Promise<SignalResult> {
    const attempt = this.#attempts.get(keyOf(target))
    if (!attempt) return Promise.resolve(unknownProcess)
    const scope = scopeOf(attempt, target.process)
    const underWay = attempt.endings.get(scope.id)
    if (underWay) {
      underWay.shorten(grace ?? 0)
      return underWay.result.catch(withoutScan)
    }
    const ending = new Ending(scope, grace, this.#survey, this.#platform)
    attempt.endings.set(scope.id, ending)
    return ending.result.catch(withoutScan).finally(() => {
      attempt.endings.delete(scope.id)
      this.#forgetIfOver(attempt)
    })
  }

  #order(order: 'suspend' | 'resume', target: SignalTarget): Promise<SignalResult> {
    const attempt = this.#attempts.get(keyOf(target))
    if (!attempt || attempt.hasExited) return Promise.resolve(unknownProcess)
    return orderAll(order, scopeOf(attempt, target.process), this.#survey, this.#platform).catch(withoutScan)
  }

  #forgetIfOver(attempt: Attempt): void {
    if (!attempt.hasExited || attempt.endings.size > 0) return
    this.#attempts.delete(keyOf(attempt.key))
    this.#onForgotten?.()
  }

  #live(): Attempt[] {
    return [...this.#attempts.values()].filter((attempt) => !attempt.hasExited)
  }

  #oldestStart(): number {
    let oldest = Infinity
    for (const { leader } of this.#attempts.values()) oldest = Math.min(oldest, leader.startTime)
    return oldest
  }
}
