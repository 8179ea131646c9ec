import { join } from 'node:path'
import type { ProcessSample } from '../contract/process.ts'
import type { RunId } from '../contract/run.ts'
import type { Command } from '../contract/task.ts'
import type { Life, Moment } from './life.ts'
import type { Queueable } from './queue.ts'

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
  colours: boolean
  unbuffered: boolean
}

/** One run as the engine holds it. Runs submitted together share their task. */
export interface Run extends Queueable<Run> {
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
  /** How often the system refused to start it, and with which code last. */
  refusals: { attempts: number; code: string } | undefined
}

/** `Process-1`, `Process-2`, … as Python names them: every run counts, named or not. */
export function nameOf({ runId, task, repetition }: Run): string {
  if (task.name === undefined) return `Process-${runId}`
  return repetition === 0 ? task.name : `${task.name}-${repetition}`
}

/** The log of the run's latest attempt; undefined before the first. */
export function logFileOf({ runId, life }: Run, logFolder: string): string | undefined {
  return life.attempt === 0 ? undefined : join(logFolder, `${runId}-${life.attempt}.log`)
}

/** What the supervisor calls the run's latest attempt. */
export function keyOf({ runId, life }: Run): { runId: RunId; attempt: number } {
  return { runId, attempt: life.attempt }
}
