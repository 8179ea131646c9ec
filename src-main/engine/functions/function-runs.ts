import type { RunId } from '../../contract/run.ts'
import { raise } from '../../platform/uncaught.ts'
import type { Supervisor } from '../../supervisor/port.ts'
import type { FunctionEvent, FunctionLaunch } from './function-launch.ts'
import { FunctionRun } from './function-run.ts'
import { WorkerSupply, type WorkerSupplyOptions } from './worker-supply.ts'

export interface FunctionRunsOptions extends WorkerSupplyOptions {
  supervisor: Supervisor
}

/** Milliseconds. */
const defaultImportLimit = 60_000

/**
 * Runs functions in workers, each of which does one run after another: of one language and one environment. Their processes
 * are the host's, and end with it; the supervisor samples and signals them as those of any run.
 */
export class FunctionRuns {
  readonly #supervisor: Supervisor
  readonly #workers: WorkerSupply
  readonly #importLimit: number
  readonly #runs = new Map<RunId, FunctionRun>()
  #listener: (event: FunctionEvent) => void = () => undefined
  /** The supervisor is gone: every run that was launched counts as lost. */
  #isLost = false

  constructor({ supervisor, ...options }: FunctionRunsOptions) {
    this.#supervisor = supervisor
    this.#workers = new WorkerSupply(options)
    this.#importLimit = options.importLimit ?? defaultImportLimit
    supervisor.onEvent((event) => {
      if (event.type === 'exited') this.#runs.get(event.runId)?.noteExit(event.hasReachedLogLimit)
      if (event.type === 'lost') this.#loseAll()
    })
  }

  /** One listener; never called within `launch`. */
  listen(listener: (event: FunctionEvent) => void): void {
    this.#listener = listener
  }

  /** Answers by one `start-failed` or `given-up`, or by `started`, `answered` and the supervisor's `exited`. */
  launch(request: FunctionLaunch): void {
    const run = new FunctionRun(request, {
      supervisor: this.#supervisor,
      workers: this.#workers,
      importLimit: this.#importLimit,
      onEvent: (event) => {
        this.#listener(event)
      },
    })
    if (this.#isLost) run.lose()
    this.#runs.set(request.runId, run)
    run
      .carryOut()
      .catch((error: unknown) => {
        run.fail(error)
        raise(error)
      })
      .finally(() => {
        // It may have been launched again meanwhile.
        if (this.#runs.get(request.runId) === run) this.#runs.delete(request.runId)
      })
      .catch(raise)
  }

  /** Somebody wants it to end before it has begun. Does nothing if it has, or was never launched. */
  giveUp(runId: RunId): void {
    this.#runs.get(runId)?.giveUp()
  }

  /** Its process is about to be ended: no other run is given to it. */
  retire(runId: RunId): void {
    this.#runs.get(runId)?.retire()
  }

  /** Ends the workers that have nothing to do; others have been ended by then. */
  async close(): Promise<void> {
    await this.#workers.close()
  }

  #loseAll(): void {
    this.#isLost = true
    for (const run of this.#runs.values()) run.lose()
  }
}
