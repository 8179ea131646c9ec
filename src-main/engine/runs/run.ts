import type { ProcessSample } from '../../contract/process.ts'
import type { RunId } from '../../contract/run.ts'
import type { Command } from '../../contract/task.ts'
import type { CallAnswer } from '../functions/call-answer.ts'
import type { Life, Moment } from './life.ts'
import type { Ranked } from '../scheduling/run-queue.ts'

/** A task with everything decided that the system needs: what `submit` makes of what a person gave. */
export interface ReadyTask {
  command: Command
  /** Undefined: named after its run. */
  name: string | undefined
  /** Absolute. */
  folder: string
  /** What the person added. */
  environment: Record<string, string>
  /** Names of what is secret in it. */
  secrets: string[]
  /** Why its secrets could not be decrypted, as a sentence: it cannot start. */
  unreadable?: string | undefined
  colours: boolean
  unbuffered: boolean
}

/** One run as the engine holds it. Runs submitted together share their task. */
export interface Run extends Ranked {
  readonly runId: RunId
  readonly task: ReadyTask
  /** Counted from 1 within `times`; 0 for a run submitted alone. */
  readonly repetition: number
  readonly queued: Moment
  life: Life
  /** The last sample of its processes; empty before the first and after the end. */
  processes: ProcessSample[]
  /** Its place in the history once it has ended. */
  sequence: number
  /** Bytes that its log may take, as of its latest start; undefined for any number. */
  logLimit: number | undefined
  /** What came before this byte of its log is gone. */
  keptFrom: number
  /** What came of its function. */
  answer: CallAnswer | undefined
  /** How often the system refused to start it, and with which code last. */
  refusals: { attempts: number; code: string } | undefined
}

/** What all new runs have in common; replaced, never changed. */
const waiting: Life = { phase: 'queued', attempt: 0 }
const none: ProcessSample[] = []

export function newRun({
  runId,
  task,
  repetition,
  queued,
  order = runId,
  refusals,
}: Pick<Run, 'runId' | 'task' | 'repetition' | 'queued'> & Partial<Pick<Run, 'order' | 'refusals'>>): Run {
  return {
    runId,
    task,
    repetition,
    queued,
    life: waiting,
    processes: none,
    order,
    place: undefined,
    sequence: 0,
    logLimit: undefined,
    keptFrom: 0,
    answer: undefined,
    refusals,
  }
}

/** What the supervisor calls the run's latest attempt. */
export function keyOf({ runId, life }: Run): { runId: RunId; attempt: number } {
  return { runId, attempt: life.attempt }
}
