import type { ProcessSample } from '../../contract/process.ts'
import type { RunId } from '../../contract/run.ts'
import type { Command } from '../../contract/command.ts'
import type { TaskOptions } from '../../contract/task-options.ts'
import type { CallAnswer } from '../functions/call-answer.ts'
import type { Life, Moment } from './life.ts'
import type { Place, Ranked } from '../scheduling/run-queue.ts'

/** A task with everything decided that the system needs: what `submit` makes of what a person gave. */
export interface ReadyTask extends TaskOptions {
  command: Command
  /** Undefined: named after its run. */
  name: string | undefined
  /** Absolute. */
  folder: string
  /** Why its secrets could not be decrypted, as a sentence: it cannot start. */
  unreadable?: string | undefined
}

/** Where a run has its task from: one that comes from the database is read when it is first asked for. */
export interface TaskSource {
  readonly task: ReadyTask
}

/** What all new runs have in common; replaced, never changed. */
const waiting: Life = { phase: 'queued', attempt: 0 }
const none: ProcessSample[] = []

/** One run as the engine holds it. Runs that are submitted together share their task. */
export class Run implements Ranked {
  readonly runId: RunId
  /** Counted from 1 within `times`; 0 for a run submitted alone. */
  readonly repetition: number
  readonly queued: Moment
  readonly #source: TaskSource
  life = waiting
  /** The last sample of its processes; empty before the first and after the end. */
  processes = none
  order: number
  place: Place<this> | undefined
  /** Its place in the history once it has ended. */
  sequence = 0
  /** Bytes that its log may take, as of its latest start; undefined for any number. */
  logLimit: number | undefined
  /** What came before this byte of its log is gone. */
  keptFrom = 0
  /** What came of its function. */
  answer: CallAnswer | undefined
  /** How often the system refused to start it, and with which code last. */
  refusals: { attempts: number; code: string } | undefined

  constructor({ runId, source, repetition, queued, order = runId, refusals }: NewRun) {
    this.runId = runId
    this.#source = source
    this.repetition = repetition
    this.queued = queued
    this.order = order
    this.refusals = refusals
  }

  get task(): ReadyTask {
    return this.#source.task
  }
}

interface NewRun extends Pick<Run, 'runId' | 'repetition' | 'queued'> {
  source: TaskSource
  order?: number
  refusals?: Run['refusals']
}

/** What the supervisor calls the run's latest attempt. */
export function keyOf({ runId, life }: Run): { runId: RunId; attempt: number } {
  return { runId, attempt: life.attempt }
}
