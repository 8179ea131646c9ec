import type { CompareFiles, Measured, NotMeasured } from '../../multiprocessing/compare/messages.ts'
import { type Comparison, type ComparedCall, type Way, type WayReport, ways } from '../../contract/compare.ts'
import { Comparer } from './comparer.ts'

export interface ComparisonRequest {
  /** Its module is an absolute path. */
  call: ComparedCall
  times: number
  workers: number
  /** Absolute. */
  folder: string
}

/** What the processes of a comparison are started with. */
export interface ComparisonProcesses {
  files: CompareFiles
  /** All of it. */
  environment: Record<string, string>
}

/** One comparison: each way in turn, in a process of its own, so that none stands on what another has left in memory. */
export class ComparisonRun {
  readonly #request: ComparisonRequest
  readonly #processes: ComparisonProcesses
  readonly #onChanged: () => void
  readonly #state: Comparison
  #comparer: Comparer | undefined
  #isStopped = false
  #serial: Measured['digests'] = []
  readonly ended: Promise<void>

  constructor(comparisonId: number, request: ComparisonRequest, processes: ComparisonProcesses, onChanged: () => void) {
    this.#request = request
    this.#processes = processes
    this.#onChanged = onChanged
    const { call, times, workers } = request
    this.#state = {
      comparisonId,
      revision: 1,
      call,
      times,
      workers,
      phase: { kind: 'running', way: 'serial', ended: 0 },
      ways: [],
    }
    this.ended = this.#run()
  }

  get state(): Readonly<Comparison> {
    return this.#state
  }

  get isRunning(): boolean {
    return this.#state.phase.kind === 'running'
  }

  /** Resolves when nothing of it runs. */
  async stop(): Promise<void> {
    if (this.isRunning) this.#isStopped = true
    await this.#comparer?.kill()
    await this.ended
  }

  async #run(): Promise<void> {
    for (const way of ways) {
      this.#change({ kind: 'running', way, ended: 0 })
      const outcome = await this.#measure(way)
      if (this.#isStopped) break
      this.#state.ways.push(this.#report(way, outcome))
    }
    this.#change({ kind: this.#isStopped ? 'stopped' : 'finished' })
  }

  async #measure(way: Way): Promise<Measured | NotMeasured> {
    const { files, environment } = this.#processes
    try {
      this.#comparer = new Comparer({ way, files, ...this.#request }, environment, (ended) => {
        this.#change({ kind: 'running', way, ended })
      })
    } catch (error) {
      const message = `The process that compares could not be started: ${error instanceof Error ? error.message : String(error)}.`
      return { kind: 'failed', error: { name: 'StartError', message } }
    }
    const outcome = await this.#comparer.outcome
    await this.#comparer.kill()
    this.#comparer = undefined
    return outcome
  }

  #report(way: Way, outcome: Measured | NotMeasured): WayReport {
    if (outcome.kind === 'failed') return { way, ...outcome }
    const { digests, ...figures } = outcome
    if (way === 'serial') this.#serial = digests
    const calls = figures.calls.map((call, index) => {
      const [own, serial] = [digests[index], this.#serial[index]]
      return own === undefined || serial === undefined ? call : { ...call, isEqual: own === serial }
    })
    return { way, ...figures, calls }
  }

  #change(phase: Comparison['phase']): void {
    this.#state.phase = phase
    this.#state.revision++
    this.#onChanged()
  }
}
