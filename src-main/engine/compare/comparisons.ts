import { randomBytes } from 'node:crypto'
import type { CompareFiles } from '../../multiprocessing/compare/messages.ts'
import { type Answer, type Issue, failure, success } from '../../contract/answer.ts'
import { isPython } from '../../contract/command-line.ts'
import type { ComparedCall, Comparison } from '../../contract/compare.ts'
import { markerName } from '../../supervisor/port.ts'
import { checkFolder, expandHome } from '../submission/folder-check.ts'
import { checkModule, withWholePath } from '../submission/module-check.ts'
import type { Surroundings } from '../environment/surroundings.ts'
import { ComparisonRun } from './comparison-run.ts'
import { SampleModule } from './sample-module.ts'

/** What `startComparison` is asked for. */
interface Wish {
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

  async start(wish: Wish): Promise<Answer<{ comparisonId: number }>> {
    const { environment, homeFolder } = this.#surroundings
    const folder = expandHome(wish.folder ?? homeFolder, homeFolder)
    const { kind, ...call } = withWholePath({ kind: 'function', ...wish.call }, folder, homeFolder)
    const refusal = await refuse({ kind, ...call }, folder)
    if (refusal) return refusal
    // Nothing is awaited from here on: of two that ask at once, one gets it.
    if (this.#run?.isRunning) return busy(this.#run.state)
    if (this.#isClosed) return failure('not-available', 'Forkyard is ending: it compares nothing more.')
    const comparisonId = ++this.#lastId
    const marker = `${this.#instance}.compare.${comparisonId}`
    this.#run = new ComparisonRun(
      comparisonId,
      { call, times: wish.times, workers: wish.workers, folder },
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
    return run ? success(structuredClone(run.state)) : unknown(comparisonId)
  }

  async stop(comparisonId: number): Promise<Answer<null>> {
    const run = this.#find(comparisonId)
    if (!run) return unknown(comparisonId)
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

async function refuse(call: { kind: 'function' } & ComparedCall, folder: string): Promise<Answer<never> | undefined> {
  const folderIssue = await checkFolder(folder)
  if (folderIssue)
    return failure('folder-unusable', folderIssue.message, { issues: [folderIssue], details: { folder } })
  const issue = isPython(call.module) ? pythonIssue(call.module) : await checkModule(call)
  if (!issue) return undefined
  const placed = { ...issue, path: 'call.module' }
  return failure('module-unusable', issue.message, { issues: [placed], details: { module: call.module } })
}

function pythonIssue(module: string): Issue {
  const message = `“${module}” is a Python file: threads and coroutines of JavaScript cannot run it, so there is nothing to compare. Choose a JavaScript or TypeScript file.`
  return { path: 'call.module', code: 'not-comparable', message }
}

function busy({ comparisonId, call }: Comparison): Answer<never> {
  return failure(
    'wrong-state',
    `A comparison of ${call.name} is under way, and there is one at a time: two would disturb each other's figures. Stop it, or wait for its end.`,
    { details: { comparisonId } },
  )
}

function unknown(comparisonId: number): Answer<never> {
  return failure(
    'unknown-comparison',
    `There is no comparison ${comparisonId}: it was before the last one, or before Forkyard was started.`,
    { details: { comparisonId } },
  )
}
