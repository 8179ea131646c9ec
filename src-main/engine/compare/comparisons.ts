import { randomBytes } from 'node:crypto'
import type { CompareFiles } from '../../multiprocessing/compare/messages.ts'
import { type Answer, failure, success } from '../../contract/answer.ts'
import type { ComparedCall, Comparison } from '../../contract/compare.ts'
import { markerName } from '../../supervisor/port.ts'
import { expandHome } from '../submission/folder-check.ts'
import { withWholePath } from '../submission/module-check.ts'
import type { Surroundings } from '../environment/surroundings.ts'
import { busy, refuseCall, unknownComparison } from './comparison-refusals.ts'
import { ComparisonRun } from './comparison-run.ts'
import { SampleModule } from './sample-module.ts'

/** What `startComparison` is asked for. */
interface StartRequest {
  call: ComparedCall
  times: number
  workers: number
  folder?: string | undefined
}

/** Comparisons of this host: one at a time, and the last one can be read until the next. */
export class Comparisons {
  readonly #surroundings: Surroundings
  readonly #files: CompareFiles
  readonly #instance = randomBytes(9).toString('hex')
  readonly #waiting = new Set<() => void>()
  readonly #sample = new SampleModule()
  #lastId = 0
  #run: ComparisonRun | undefined
  #isClosed = false

  constructor(surroundings: Surroundings, files: CompareFiles) {
    this.#surroundings = surroundings
    this.#files = files
  }

  async start(request: StartRequest): Promise<Answer<{ comparisonId: number }>> {
    const { environment, homeFolder } = this.#surroundings
    const folder = expandHome(request.folder ?? homeFolder, homeFolder)
    const { kind, ...call } = withWholePath({ kind: 'function', ...request.call }, folder, homeFolder)
    const refusal = await refuseCall({ kind, ...call }, folder)
    if (refusal) return refusal
    // Nothing is awaited from here on: of two that ask at once, one gets it.
    if (this.#run?.isRunning) return busy(this.#run.state)
    if (this.#isClosed) return failure('not-available', 'Forkyard is ending: it compares nothing more.')
    const comparisonId = ++this.#lastId
    const marker = `${this.#instance}.compare.${comparisonId}`
    this.#run = new ComparisonRun(
      comparisonId,
      { call, times: request.times, workers: request.workers, folder },
      { files: this.#files, environment: { ...environment, [markerName]: marker } },
      () => {
        this.#tell()
      },
    )
    return success({ comparisonId })
  }

  /** At once, or when its revision is beyond `after`, or after `wait` milliseconds. */
  async read(comparisonId: number, after: number | undefined, wait: number): Promise<Answer<Comparison>> {
    const deadline = performance.now() + wait
    let run = this.#find(comparisonId)
    while (run && after !== undefined && run.state.revision <= after && run.isRunning && !this.#isClosed) {
      const left = deadline - performance.now()
      if (left <= 0) break
      await this.#change(left)
      run = this.#find(comparisonId)
    }
    return run ? success(structuredClone(run.state)) : unknownComparison(comparisonId)
  }

  async stop(comparisonId: number): Promise<Answer<null>> {
    const run = this.#find(comparisonId)
    if (!run) return unknownComparison(comparisonId)
    await run.stop()
    return success(null)
  }

  writeSample(): Promise<string> {
    return this.#sample.write()
  }

  /** Ends the one that is under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#run?.stop()
    this.#tell()
    await this.#sample.remove()
  }

  #find(comparisonId: number): ComparisonRun | undefined {
    return this.#run?.state.comparisonId === comparisonId ? this.#run : undefined
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve()
  }

  /** Resolves at the next change, or after so many milliseconds. */
  async #change(most: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const wake = (): void => {
      resolve(undefined)
    }
    const timer = setTimeout(wake, most)
    this.#waiting.add(wake)
    await promise
    clearTimeout(timer)
    this.#waiting.delete(wake)
  }
}
