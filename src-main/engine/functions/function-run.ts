import { functionName } from '../../contract/command-line.ts'
import { limits } from '../../contract/limits.ts'
import type { AttemptKey, StartError, Supervisor } from '../../supervisor/port.ts'
import { createLog } from '../runs/log-file.ts'
import { ownMistake, startErrorOf } from './function-errors.ts'
import type { FunctionEvent, FunctionLaunch } from './function-launch.ts'
import type { FunctionWorker, Reply } from './function-worker.ts'
import { answerOf, statusOf } from './reply-outcome.ts'
import type { SuppliedWorker, WorkerSupply } from './worker-supply.ts'

export interface FunctionRunOptions {
  supervisor: Supervisor
  workers: WorkerSupply
  /** Milliseconds that importing the module may take. */
  importLimit: number
  onEvent: (event: FunctionEvent) => void
}

interface Waiting {
  kind: 'waiting'
  givenUp: AbortController
  isLost: boolean
}

interface Running {
  kind: 'running'
  worker: FunctionWorker
  /** The worker does no other run. */
  isRetired: boolean
}

/** One run of a function: it waits for a worker, has it call the function, and gives it back. */
export class FunctionRun {
  readonly #request: FunctionLaunch
  readonly #key: AttemptKey
  readonly #options: FunctionRunOptions
  /** The supervisor has reported the end. */
  readonly #exited = Promise.withResolvers<{ canReuseWorker: boolean }>()
  #state: Waiting | Running | { kind: 'ended' } = { kind: 'waiting', givenUp: new AbortController(), isLost: false }

  constructor(request: FunctionLaunch, options: FunctionRunOptions) {
    this.#request = request
    this.#key = { runId: request.runId, attempt: request.attempt }
    this.#options = options
  }

  /** Resolves when the worker was given back, or when there is none. */
  async carryOut(): Promise<void> {
    const supplied = await this.#waitForWorker()
    if (supplied.kind !== 'ready') return
    const { worker, pid } = supplied
    const running = this.#begin(worker, pid)
    const reply = await this.#call(worker)
    if (reply.kind === 'import-timeout') {
      running.isRetired = true
      worker.kill()
    }
    this.#report(reply)
    const { canReuseWorker } = await this.#exited.promise
    this.#state = { kind: 'ended' }
    if (running.isRetired || !canReuseWorker) worker.kill()
    else this.#options.workers.giveBack(this.#request, worker)
  }

  /** Somebody wants it to end before it has begun. Does nothing if it has. */
  giveUp(): void {
    if (this.#state.kind === 'waiting') this.#state.givenUp.abort()
  }

  /** Its process is about to be ended: no other run is given to it. */
  retire(): void {
    if (this.#state.kind === 'running') this.#state.isRetired = true
  }

  /** The supervisor has reported the end. @param hasReachedLogLimit it has ended the worker for its log */
  noteExit(hasReachedLogLimit: boolean): void {
    if (this.#state.kind === 'running') this.#exited.resolve({ canReuseWorker: !hasReachedLogLimit })
  }

  /** The supervisor is gone: nobody samples or ends the worker any more. */
  lose(): void {
    if (this.#state.kind === 'waiting') this.#state.isLost = true
    if (this.#state.kind !== 'running') return
    this.#state.worker.kill()
    this.#exited.resolve({ canReuseWorker: false })
  }

  /** A mistake of our own: the run ends, and its worker with it. */
  fail(error: unknown): void {
    const state = this.#state
    const called = functionName(this.#request.call)
    this.#state = { kind: 'ended' }
    if (state.kind === 'waiting') {
      state.givenUp.abort()
      this.#tellStartFailed(startErrorOf(error, called))
    } else if (state.kind === 'running') {
      state.worker.kill()
      this.#options.onEvent({ type: 'answered', ...this.#key, answer: { error: ownMistake(error, called) } })
      this.#options.supervisor.end(this.#key, { code: 1 })
    }
  }

  async #waitForWorker(): Promise<SuppliedWorker> {
    const state = this.#state
    if (state.kind !== 'waiting') return { kind: 'given-up' }
    const supplied = await this.#supply(state.givenUp.signal)
    if (state.givenUp.signal.aborted) {
      this.#state = { kind: 'ended' }
      if (supplied.kind === 'ready') supplied.worker.kill()
      this.#options.onEvent({ type: 'given-up', ...this.#key })
      return { kind: 'given-up' }
    }
    if (supplied.kind === 'failed') {
      this.#state = { kind: 'ended' }
      this.#tellStartFailed(supplied.error)
    } else if (supplied.kind === 'ready' && state.isLost) {
      this.#state = { kind: 'ended' }
      supplied.worker.kill()
      return { kind: 'given-up' }
    }
    return supplied
  }

  async #supply(signal: AbortSignal): Promise<SuppliedWorker> {
    const { logFile } = this.#request
    try {
      createLog(logFile)
    } catch (error) {
      return { kind: 'failed', error: startErrorOf(error, logFile) }
    }
    return this.#options.workers.take(this.#request, signal)
  }

  #begin(worker: FunctionWorker, pid: number): Running {
    const running: Running = { kind: 'running', worker, isRetired: false }
    this.#state = running
    const { logFile, logLimit } = this.#request
    this.#options.supervisor.attend({ ...this.#key, pid, marker: worker.marker, logFile, logLimit })
    this.#options.onEvent({ type: 'started', ...this.#key, pid, startTime: 0, at: Date.now() })
    return running
  }

  #call(worker: FunctionWorker): Promise<Reply> {
    const { call, folder, logFile } = this.#request
    const { module, name, args } = call
    const request = { module, name, args, folder, logFile, resultBytes: limits.resultBytes }
    return worker.call(request, this.#options.importLimit)
  }

  /** The answer first: it is stored with the end that the supervisor reports. */
  #report(reply: Reply): void {
    const answer = answerOf(reply, this.#request.call, this.#options.importLimit)
    this.#options.onEvent({ type: 'answered', ...this.#key, answer })
    this.#options.supervisor.end(this.#key, statusOf(reply))
  }

  #tellStartFailed(error: StartError): void {
    this.#options.onEvent({ type: 'start-failed', ...this.#key, error })
  }
}
