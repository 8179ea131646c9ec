import type { RequestInput } from '../../contract/contract.ts'
import type { HistoryPage } from '../../contract/history-page.ts'
import { limits } from '../../contract/limits.ts'
import type { EndedRun, RunId, RunNote } from '../../contract/run.ts'
import type { Deletions } from '../../contract/settings.ts'
import { describeEnded } from '../runs/describe.ts'
import type { CallAnswer } from '../functions/call-answer.ts'
import type { OutcomeCount } from './outcome-count.ts'
import type { ReadyTask, Run } from '../runs/run.ts'
import type { HistoryReader } from '../storage/history-reader.ts'
import type { Cleared } from '../storage/messages.ts'
import type { StoredTasks } from '../submission/stored-tasks.ts'

/** An ended run with its task. */
export interface Ended {
  run: EndedRun
  task: ReadyTask
  /** What came of its function. */
  answer: CallAnswer | undefined
}

/**
 * The runs that have ended: the latest in memory, at most `limits.endedRuns`, for snapshots and for what is not recorded
 * yet; all of them in the database.
 */
export class History {
  /** In order of ending. The task is known of those that ended in this host's time. */
  readonly #latest = new Map<RunId, { run: EndedRun; task?: ReadyTask; answer?: CallAnswer | undefined }>()
  readonly #reader: HistoryReader
  readonly #tasks: StoredTasks
  readonly #outcomes: OutcomeCount

  /** `ended`: newest first. */
  constructor(ended: EndedRun[], reader: HistoryReader, tasks: StoredTasks, outcomes: OutcomeCount) {
    for (const run of ended.toReversed()) this.#latest.set(run.runId, { run })
    this.#reader = reader
    this.#tasks = tasks
    this.#outcomes = outcomes
  }

  add(run: Run): void {
    this.#latest.set(run.runId, { run: describeEnded(run), task: run.task, answer: run.answer })
    if (this.#latest.size <= limits.endedRuns) return
    for (const oldest of this.#latest.keys()) {
      this.#latest.delete(oldest)
      return
    }
  }

  /** Those that there are, in no order. */
  async find(runIds: RunId[]): Promise<Map<RunId, Ended>> {
    const found = new Map<RunId, Ended>()
    const others: RunId[] = []
    for (const runId of runIds) {
      const latest = this.#latest.get(runId)
      if (latest?.task) found.set(runId, { run: latest.run, task: latest.task, answer: latest.answer })
      else others.push(runId)
    }
    for (const { run, task, answer } of await this.#reader.find(others)) {
      found.set(run.runId, { run, task: this.#tasks.fromRow(task), answer })
    }
    return found
  }

  async page(query: RequestInput<'listHistory'>): Promise<HistoryPage> {
    const { runs, next, isIncomplete } = await this.#reader.page(query)
    const isCounted = query.text === undefined || query.text.trim() === ''
    return {
      runs,
      ...(next !== undefined && { next }),
      ...(isIncomplete && { isIncomplete }),
      ...(isCounted && { total: this.#outcomes.total(query.outcomes) }),
    }
  }

  /** What other limits would delete now. */
  countDeletions(limits: RequestInput<'countDeletions'>): Promise<Deletions> {
    return this.#reader.countDeletions(limits, Date.now())
  }

  /** Takes out of memory what the database has cleared or deleted; returns those that were there. */
  forget(gone: Cleared): RunId[] {
    const runIds = 'runIds' in gone ? gone.runIds : this.#endedUpTo(gone.upTo)
    return runIds.filter((runId) => this.#latest.delete(runId))
  }

  #endedUpTo(sequence: number): RunId[] {
    const ended = [...this.#latest.values()].filter(({ run }) => run.sequence <= sequence)
    return ended.map(({ run }) => run.runId)
  }

  /** Returns the run as it is now; undefined where it is not in memory. */
  note(runId: RunId, notes: RunNote[]): EndedRun | undefined {
    const latest = this.#latest.get(runId)
    if (latest) latest.run = { ...latest.run, notes }
    return latest?.run
  }

  /** Those of them that are in memory, oldest end first: whatever happened, a client keeps no more. */
  latest(runIds: ReadonlySet<RunId>): EndedRun[] {
    return Array.from(this.#latest.values(), ({ run }) => run).filter(({ runId }) => runIds.has(runId))
  }

  /** At most `limits.endedRuns`. */
  newestFirst(): EndedRun[] {
    return Array.from(this.#latest.values(), ({ run }) => run).reverse()
  }
}
