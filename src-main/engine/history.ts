import type { HistoryPage, RequestInput } from '../contract/contract.ts'
import { limits } from '../contract/limits.ts'
import type { RunId } from '../contract/run.ts'
import { describeEnded } from './describe.ts'
import type { Run } from './run.ts'

/** The runs that ended lately, in memory until there is storage: at most `limits.endedRuns`, the oldest go first. */
export class History {
  readonly #runs = new Map<RunId, Run>()
  #sequence = 0

  add(run: Run): void {
    run.sequence = ++this.#sequence
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

  page({ count, before, outcomes, text }: RequestInput<'listHistory'>): HistoryPage {
    const words = (text ?? '').toLowerCase().split(/\s+/)
    const matching = this.newestFirst()
      .map(describeEnded)
      .filter(({ outcome }) => !outcomes || outcomes.includes(outcome.kind))
      .filter(({ command, name }) => words.every((word) => `${name} ${command}`.toLowerCase().includes(word)))
    const following = matching.filter(({ sequence }) => before === undefined || sequence < before)
    const runs = following.slice(0, count)
    const last = runs.at(-1)
    return { runs, ...(last && following.length > count && { next: last.sequence }), total: matching.length }
  }

  newestFirst(): Run[] {
    return [...this.#runs.values()].reverse()
  }
}
