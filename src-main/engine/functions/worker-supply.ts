import { randomBytes } from 'node:crypto'
import { isPython } from '../../contract/command-line.ts'
import { type StartError, markerName } from '../../supervisor/port.ts'
import type { Surroundings } from '../environment/surroundings.ts'
import { endedAtStart, neverReady, startErrorOf } from './function-errors.ts'
import type { FunctionLaunch } from './function-launch.ts'
import { FunctionWorker } from './function-worker.ts'
import { IdleWorkers } from './idle-workers.ts'
import { type WorkerFiles, WorkerPrograms, programFileOf } from './worker-programs.ts'

/** What decides which workers can do a run: its language and its environment. */
export type WorkerNeeds = Pick<FunctionLaunch, 'call' | 'environment'>

export interface WorkerSupplyOptions extends WorkerFiles {
  /** Workers build on its environment. */
  surroundings: Pick<Surroundings, 'environment'>
}

export type SuppliedWorker =
  { kind: 'ready'; worker: FunctionWorker; pid: number } | { kind: 'failed'; error: StartError } | { kind: 'given-up' }

/** Milliseconds that a worker may take to be ready. */
const startLimit = 60_000

/** Supplies runs with workers: used ones as long as what they have loaded is as it was, else new ones. */
export class WorkerSupply {
  readonly #options: WorkerSupplyOptions
  readonly #programs: WorkerPrograms
  readonly #idle = new IdleWorkers()
  readonly #instance = randomBytes(9).toString('hex')
  #lastWorker = 0

  constructor(options: WorkerSupplyOptions) {
    this.#options = options
    this.#programs = new WorkerPrograms(options)
  }

  /** @param signal ends the worker that is being started or asked whether it can be used again */
  async take(needs: WorkerNeeds, signal: AbortSignal): Promise<SuppliedWorker> {
    const kind = kindOf(needs)
    for (let worker = this.#idle.take(kind); worker; worker = this.#idle.take(kind)) {
      const isFresh = worker.pid !== undefined && (await endedBy(signal, worker, worker.isFresh()))
      if (isFresh && worker.pid !== undefined) return { kind: 'ready', worker, pid: worker.pid }
      worker.kill()
      if (signal.aborted) return { kind: 'given-up' }
    }
    return this.#start(needs, signal)
  }

  /** The worker has nothing to do any more, and can do another run. */
  giveBack(needs: WorkerNeeds, worker: FunctionWorker): void {
    if (!worker.hasEnded) this.#idle.keep(kindOf(needs), worker)
  }

  /** Ends the workers that have nothing to do, and from now on each one that is given back. */
  async close(): Promise<void> {
    await this.#idle.close()
  }

  async #start({ call, environment }: WorkerNeeds, signal: AbortSignal): Promise<SuppliedWorker> {
    const number = ++this.#lastWorker
    const marker = `${this.#instance}.worker.${number}`
    const name = `Worker-${number}`
    let worker: FunctionWorker
    // What is named if the system refuses: of several files that are opened, the last one that was begun.
    let file = programFileOf(call.module, this.#options)
    try {
      const program = this.#programs.of(call.module, name, {
        ...this.#options.surroundings.environment,
        ...environment,
        [markerName]: marker,
      })
      file = program.file
      worker = new FunctionWorker(program, name, marker)
    } catch (error) {
      return { kind: 'failed', error: startErrorOf(error, file) }
    }
    const end = await endedBy(signal, worker, worker.whenReady(startLimit))
    if (!end) return { kind: 'ready', worker, pid: worker.pid ?? 0 }
    worker.kill()
    return { kind: 'failed', error: end === 'silent' ? neverReady(file, startLimit) : endedAtStart(end, file) }
  }
}

function kindOf({ call, environment }: WorkerNeeds): string {
  return JSON.stringify([isPython(call.module), environment])
}

/** The signal ends the worker until the promise has settled. */
async function endedBy<Value>(signal: AbortSignal, worker: FunctionWorker, promise: Promise<Value>): Promise<Value> {
  const end = (): void => {
    worker.kill()
  }
  signal.addEventListener('abort', end)
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', end)
  }
}
