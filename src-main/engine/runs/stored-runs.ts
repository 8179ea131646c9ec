import type { RunId } from '../../contract/run.ts'
import { raise } from '../../platform/uncaught.ts'
import type { Clock } from '../../platform/clock.ts'
import { describeEnded } from './describe.ts'
import { type Run, keyOf } from './run.ts'
import type { RunRecord } from './run-record.ts'
import type { StorageThread } from '../storage/storage-thread.ts'

/** Milliseconds that the start of a process may go unrecorded: most short runs have ended by then, and need no record of it. */
const startedDelay = 500

/** Keeps the lives of runs in the database. */
export class StoredRuns implements RunRecord {
  readonly #storage: StorageThread
  readonly #clock: Clock
  readonly #bootId: string
  readonly #begun = new Map<RunId, { run: Run; startTime: number }>()
  #cancel: (() => void) | undefined

  constructor(storage: StorageThread, clock: Clock, bootId: string) {
    this.#storage = storage
    this.#clock = clock
    this.#bootId = bootId
  }

  starting(run: Run): Promise<unknown> {
    return this.#storage.fact({ type: 'starting', ...keyOf(run), bootId: this.#bootId })
  }

  started(run: Run, startTime: number): void {
    this.#begun.set(run.runId, { run, startTime })
    this.#cancel ??= this.#clock.after(startedDelay, () => {
      this.#cancel = undefined
      this.#tellBegun()
    })
  }

  stopping({ runId }: Run): Promise<unknown> {
    return this.#storage.fact({ type: 'stopping', runId })
  }

  requeued({ runId, refusals }: Run): void {
    this.#begun.delete(runId)
    this.#storage.fact({ type: 'requeued', runId, refusals: refusals ? JSON.stringify(refusals) : null }).catch(raise)
  }

  ended(run: Run): Promise<unknown> {
    this.#begun.delete(run.runId)
    const { runId, sequence, attempt, outcome, notes, endedAt, waitTime, runTime, pid, startedAt } = describeEnded(run)
    return this.#storage.fact({
      type: 'ended',
      runId,
      sequence,
      attempt,
      outcome,
      // A cut log is kept as a number of its own.
      notes: notes.filter(({ kind }) => kind !== 'log-cut'),
      endedAt,
      waitTime,
      runTime: runTime ?? null,
      pid: pid ?? null,
      startedAt: startedAt ?? null,
      ...(run.answer && {
        answer: {
          result: run.answer.result ?? null,
          error: run.answer.error ? JSON.stringify(run.answer.error) : null,
        },
      }),
      logBytes: run.life.phase === 'ended' ? (run.life.exit?.logBytes ?? 0) : 0,
    })
  }

  logCut(run: Run): void {
    this.#storage.fact({ type: 'log-cut', ...keyOf(run), keptFrom: run.keptFrom }).catch(raise)
  }

  /** Records all starts now: the host is about to go. */
  close(): void {
    this.#cancel?.()
    this.#tellBegun()
  }

  #tellBegun(): void {
    for (const { run, startTime } of this.#begun.values()) {
      const { life } = run
      if (!('pid' in life)) continue
      const startedAt = Math.round(life.started.at)
      this.#storage.fact({ type: 'started', ...keyOf(run), pid: life.pid, startTime, startedAt }).catch(raise)
    }
    this.#begun.clear()
  }
}
