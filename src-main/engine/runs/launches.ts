import type { RunId } from '../../contract/run.ts'
import type { Settings } from '../../contract/settings.ts'
import { messageOf, raise } from '../../platform/uncaught.ts'
import type { StartError, Supervisor } from '../../supervisor/port.ts'
import { type Surroundings, addedEnvironment } from '../environment/surroundings.ts'
import type { FunctionRuns } from '../functions/function-runs.ts'
import { logFile } from './log-file.ts'
import { type Run, keyOf } from './run.ts'
import type { RunRecord } from './run-record.ts'

export interface LaunchesOptions {
  supervisor: Pick<Supervisor, 'launch'>
  functions: Pick<FunctionRuns, 'launch'>
  record: Pick<RunRecord, 'starting'>
  surroundings: Pick<Surroundings, 'environment'>
  settings: Readonly<Settings>
  logFolder: string
}

/** Starts of processes: each is on record before it is ordered, so that a host that dies in between is found out. */
export class Launches {
  readonly #options: LaunchesOptions
  /** Runs for which no process may be started yet: that is being recorded. */
  readonly #recording = new Map<RunId, Promise<void>>()

  constructor(options: LaunchesOptions) {
    this.#options = options
  }

  /**
   * Records that a process may be started for the run, and calls back then, unless the run was forgotten meanwhile.
   * @param onMistake called with an error that the callback threw
   */
  record(run: Run, onRecorded: () => void, onMistake: (error: unknown) => void): void {
    const launch = this.#options.record.starting(run).then(() => {
      // It may have been given up meanwhile, and even be about to start again.
      if (this.#recording.get(run.runId) !== launch) return
      this.#recording.delete(run.runId)
      onRecorded()
    })
    this.#recording.set(run.runId, launch)
    launch.catch((error: unknown) => {
      onMistake(error)
      raise(error)
    })
  }

  /** Nothing was ordered for it, for certain. */
  isRecording(runId: RunId): boolean {
    return this.#recording.has(runId)
  }

  forget(runId: RunId): void {
    this.#recording.delete(runId)
  }

  /** Resolves when nothing is being recorded any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#recording.values())
  }

  /** Has its process started, or answers why it cannot be. A refusal by the system is told later, as an event. */
  order(run: Run): StartError | undefined {
    const { unreadable } = run.task
    if (unreadable !== undefined) return { code: 'secrets-unreadable', message: unreadable, isTransient: false }
    try {
      this.#order(run)
      return undefined
    } catch (error) {
      // A mistake of ours costs this run, not its slot.
      raise(error)
      const message = `Forkyard has a bug that showed when it started this: ${messageOf(error)}`
      return { code: 'EUNKNOWN', message, isTransient: false }
    }
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
}
