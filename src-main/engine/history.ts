import { limits } from '../contract/limits.ts'
import type { RunId } from '../contract/run.ts'
import type { Run } from './run.ts'

/** The runs that ended lately, in memory until there is storage: at most `limits.endedRuns`, the oldest go first. */
export class History {
  readonly #runs = new Map<RunId, Run>()

  add(run: Run): void {
    this.#runs.set(run.runId, run)
    if (this.#runs.size <= limits.endedRuns) return
    for (const oldest of this.#runs.keys()) {
      this.#runs.delete(oldest)
      return
    }
  }

  find(runId: RunId): Run | undefined {
    return this.#runs.get(runId)
  }

  /** Returns the ids that were there. */
  clear(runIds: RunId[] | undefined): RunId[] {
    return (runIds ?? [...this.#runs.keys()]).filter((runId) => this.#runs.delete(runId))
  }

  newestFirst(): Run[] {
    return [...this.#runs.values()].reverse()
  }
}
