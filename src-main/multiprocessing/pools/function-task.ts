import { type PlainTask, type TargetName, isPlain, isPlainList } from '../worker/messages.ts'
import type { PendingResult } from './calls.ts'
import type { Queueable } from './linked-queue.ts'
import type { Pace } from './pace.ts'

/** One call of a function in a worker. */
export interface FunctionTask extends Queueable<FunctionTask> {
  readonly target: TargetName
  /** With `isMany`, lists of arguments: one call for each. */
  readonly args: unknown[]
  readonly isMany: boolean
  readonly pace: Pace
  /** Milliseconds that it may take; its worker is killed then. */
  readonly timeout: number | undefined
  readonly result: PendingResult
}

type NewTask = Omit<FunctionTask, keyof Queueable<FunctionTask>>

/** In no queue yet. */
export function newTask({ target, args, isMany, pace, timeout, result }: NewTask): FunctionTask {
  const links = { order: 0, isWaiting: false, previous: undefined, next: undefined }
  return { target, args, isMany, pace, timeout, result, ...links }
}

/** Undefined if JSON would not give its arguments back as they are. */
export function asPlain(number: number, target: number, { args, isMany }: FunctionTask): PlainTask | undefined {
  if (isMany) return args.every(isPlainList) ? [number, target, args, true] : undefined
  return args.every(isPlain) ? [number, target, args] : undefined
}
