import { randomBytes } from 'node:crypto'
import { functionName, isPython } from '../../contract/command-line.ts'
import { limits } from '../../contract/limits.ts'
import type { ExitStatus, FunctionEnd, RunId } from '../../contract/run.ts'
import type { FunctionCall } from '../../contract/command.ts'
import {
  type AttemptKey,
  type Begun,
  type LogLimit,
  type StartError,
  type Supervisor,
  markerName,
} from '../../supervisor/port.ts'
import { raise } from '../../platform/uncaught.ts'
import { createLog } from '../runs/log-file.ts'
import type { Surroundings } from '../environment/surroundings.ts'
import type { CallAnswer } from './call-answer.ts'
import { FunctionWorker, type Reply } from './function-worker.ts'
import { endedAtStart, importTimedOut, neverReady, ownMistake, startErrorOf, workerDied } from './function-errors.ts'
import { type WorkerFiles, WorkerPrograms, programFileOf } from './worker-programs.ts'

export interface FunctionLaunch extends AttemptKey {
  /** Its module is an absolute path. */
  call: FunctionCall
  /** Absolute. */
  folder: string
  /** Added to the user's own. */
  environment: Record<string, string>
  logFile: string
  logLimit?: LogLimit | undefined
}

export type FunctionEvent =
  | ({ type: 'started' } & Begun & AttemptKey)
  | ({ type: 'start-failed'; error: StartError } & AttemptKey)
  /** As `giveUp` asked for: nothing of it was begun. */
  | ({ type: 'given-up' } & AttemptKey)
  /** Before the supervisor tells that it has ended. */
  | ({ type: 'answered'; answer: CallAnswer } & AttemptKey)

export interface FunctionRunsOptions extends WorkerFiles {
  supervisor: Supervisor
  /** Workers build on its environment. */
  surroundings: Pick<Surroundings, 'environment'>
}

/** A run under way. */
interface Underway {
  worker: FunctionWorker
  /** The worker does no other run: it is to be ended. */
  isRetired: boolean
  /** The supervisor has told of the end: `isHeld`, it ended the worker for its log. */
  told: PromiseWithResolvers<{ isHeld: boolean }>
}

/** A run that waits for its worker. */
interface Starting {
  /** Started for it, or asked whether it can be used again. */
  worker: FunctionWorker | undefined
  isGivenUp: boolean
}

/** Milliseconds that a worker may have nothing to do before it is ended. */
const idleTime = 60_000

/** Milliseconds that a worker may take to be ready. */
const startLimit = 60_000

const defaultImportLimit = 60_000

/**
 * Runs functions in workers, each of which does one run after another: of one language and one environment. Their processes
 * are the host's, and end with it; the supervisor samples and signals them as those of any run.
 */
export class FunctionRuns {
  readonly #options: FunctionRunsOptions
  readonly #programs: WorkerPrograms
  readonly #idle = new Map<string, { worker: FunctionWorker; timer: NodeJS.Timeout }[]>()
  readonly #underway = new Map<RunId, Underway>()
  /** Runs that wait for their worker. */
  readonly #starting = new Map<RunId, Starting>()
  readonly #instance = randomBytes(9).toString('hex')
  #listener: (event: FunctionEvent) => void = () => undefined
  #lastWorker = 0
  #isClosed = false
  /** The supervisor is gone: every run that was launched counts as lost. */
  #isLost = false

  constructor(options: FunctionRunsOptions) {
    this.#options = options
    this.#programs = new WorkerPrograms(options)
    options.supervisor.onEvent((event) => {
      if (event.type === 'exited') this.#underway.get(event.runId)?.told.resolve({ isHeld: event.hasReachedLogLimit })
      if (event.type === 'lost') this.#loseAll()
    })
  }

  /** One listener; never called within `launch`. */
  listen(listener: (event: FunctionEvent) => void): void {
    this.#listener = listener
  }

  /** Answers by one `start-failed` or `given-up`, or by `started`, `answered` and the supervisor's `exited`. */
  launch(request: FunctionLaunch): void {
    this.#carryOut(request).catch((error: unknown) => {
      this.#endAfterMistake(request, error)
      raise(error)
    })
  }

  /** Somebody wants it to end before it has begun. Nothing happens where it has, or was never launched. */
  giveUp(runId: RunId): void {
    const starting = this.#starting.get(runId)
    if (!starting) return
    starting.isGivenUp = true
    starting.worker?.kill()
  }

  /** Its process is about to be ended: no other run is given to it. */
  retire(runId: RunId): void {
    const underway = this.#underway.get(runId)
    if (underway) underway.isRetired = true
  }

  /** Ends the workers that have nothing to do; others have been ended by then. */
  async close(): Promise<void> {
    this.#isClosed = true
    const workers = [...this.#idle.values()].flat()
    this.#idle.clear()
    for (const { worker, timer } of workers) {
      clearTimeout(timer)
      worker.kill()
    }
    await Promise.all(workers.map(({ worker }) => worker.ended))
  }

  async #carryOut(request: FunctionLaunch): Promise<void> {
    const { runId, attempt, logFile, logLimit, environment, call } = request
    const key = { runId, attempt }
    const place = JSON.stringify([isPython(call.module), environment])
    const starting: Starting = { worker: undefined, isGivenUp: false }
    this.#starting.set(runId, starting)
    const found = await this.#take(place, request, starting)
    this.#starting.delete(runId)
    if (starting.isGivenUp) {
      if ('worker' in found) found.worker.kill()
      this.#listener({ type: 'given-up', ...key })
      return
    }
    if ('error' in found) {
      this.#listener({ type: 'start-failed', ...key, error: found.error })
      return
    }
    const { worker } = found
    if (this.#isLost) {
      worker.kill()
      return
    }
    const underway: Underway = { worker, isRetired: false, told: Promise.withResolvers() }
    this.#underway.set(runId, underway)
    const { supervisor } = this.#options
    supervisor.attend({ ...key, pid: found.pid, marker: worker.marker, logFile, logLimit })
    this.#listener({ type: 'started', ...key, pid: found.pid, startTime: 0, at: Date.now() })
    const { module, name, args } = call
    const { folder } = request
    const task = { module, name, args, folder, logFile, resultBytes: limits.resultBytes }
    const reply = await worker.call(task, this.#importLimit)
    if (reply.kind === 'import-timeout') {
      underway.isRetired = true
      worker.kill()
    }
    this.#listener({ type: 'answered', ...key, answer: this.#answerOf(reply, call) })
    supervisor.end(key, statusOf(reply))
    const { isHeld } = await underway.told.promise
    this.#underway.delete(runId)
    if (underway.isRetired || isHeld || this.#isClosed) worker.kill()
    else if (!worker.hasEnded) this.#keep(place, worker)
  }

  /** One that has nothing to do and has loaded nothing that was changed since; else a new one. */
  async #take(
    place: string,
    { call, environment, logFile }: FunctionLaunch,
    starting: Starting,
  ): Promise<{ worker: FunctionWorker; pid: number } | { error: StartError }> {
    try {
      createLog(logFile)
    } catch (error) {
      return { error: startErrorOf(error, logFile) }
    }
    for (let idle = this.#idle.get(place)?.pop(); idle; idle = this.#idle.get(place)?.pop()) {
      const { worker, timer } = idle
      clearTimeout(timer)
      starting.worker = worker
      if (worker.pid !== undefined && (await worker.isFresh())) return { worker, pid: worker.pid }
      worker.kill()
      if (starting.isGivenUp) break
    }
    return this.#start({ call, environment }, starting)
  }

  async #start(
    { call, environment }: Pick<FunctionLaunch, 'call' | 'environment'>,
    starting: Starting,
  ): Promise<{ worker: FunctionWorker; pid: number } | { error: StartError }> {
    const number = ++this.#lastWorker
    const marker = `${this.#instance}.worker.${number}`
    const name = `Worker-${number}`
    let program
    let worker
    // What is named if the system refuses: of several things that are opened, the last one that was begun.
    let what = programFileOf(call.module, this.#options)
    try {
      program = this.#programs.of(call.module, name, {
        ...this.#options.surroundings.environment,
        ...environment,
        [markerName]: marker,
      })
      what = program.file
      worker = new FunctionWorker(program, name, marker)
    } catch (error) {
      return { error: startErrorOf(error, what) }
    }
    starting.worker = worker
    const end = await worker.whenReady(startLimit)
    if (!end) return { worker, pid: worker.pid ?? 0 }
    worker.kill()
    return { error: end === 'silent' ? neverReady(what, startLimit) : endedAtStart(end, what) }
  }

  /** Whatever went wrong: the run ends, and its worker with it. */
  #endAfterMistake({ runId, attempt, call }: FunctionLaunch, error: unknown): void {
    const key = { runId, attempt }
    const underway = this.#underway.get(runId)
    this.#starting.get(runId)?.worker?.kill()
    this.#starting.delete(runId)
    if (!underway) {
      this.#listener({ type: 'start-failed', ...key, error: startErrorOf(error, functionName(call)) })
      return
    }
    this.#underway.delete(runId)
    underway.worker.kill()
    this.#listener({ type: 'answered', ...key, answer: { error: ownMistake(error, functionName(call)) } })
    this.#options.supervisor.end(key, { code: 1 })
  }

  #keep(place: string, worker: FunctionWorker): void {
    const list = this.#idle.get(place) ?? []
    this.#idle.set(place, list)
    const forget = (): void => {
      const at = list.findIndex((idle) => idle.worker === worker)
      if (at >= 0) list.splice(at, 1)
      if (list.length === 0 && this.#idle.get(place) === list) this.#idle.delete(place)
    }
    const timer = setTimeout(() => {
      forget()
      worker.kill()
    }, idleTime)
    timer.unref()
    list.push({ worker, timer })
    worker.ended
      .then(() => {
        clearTimeout(timer)
        forget()
      })
      .catch(raise)
  }

  /** Nobody samples or ends them any more. */
  #loseAll(): void {
    this.#isLost = true
    for (const { worker, told } of this.#underway.values()) {
      worker.kill()
      told.resolve({ isHeld: true })
    }
  }

  get #importLimit(): number {
    return this.#options.importLimit ?? defaultImportLimit
  }

  #answerOf(reply: Reply, call: FunctionCall): CallAnswer {
    switch (reply.kind) {
      case 'called':
        return reply.called
      case 'import-timeout':
        return { error: importTimedOut(functionName(call), this.#importLimit) }
      case 'ended':
        return { error: workerDied(reply.end, functionName(call)) }
    }
  }
}

function statusOf(reply: Reply): ExitStatus | FunctionEnd {
  if (reply.kind === 'ended') return reply.end.exitStatus ?? { code: 1 }
  return reply.kind === 'called' && !reply.called.error ? 'returned' : 'threw'
}
