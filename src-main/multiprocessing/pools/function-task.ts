import { type PlainTask, type TargetName, isPlain, isPlainList } from '../worker/messages.ts'
import type { Queueable } from './queue.ts'
import type { Pace } from './pace.ts'

/** Who waits for the outcome of a call. */
export interface Settling {
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** One call of a function in a worker. */
export interface FunctionTask extends Queueable<FunctionTask> {
  readonly target: TargetName
  /** With `isMany`, lists of arguments: one call for each. */
  readonly args: unknown[]
  readonly isMany: boolean
  readonly pace: Pace
  /** Milliseconds that it may take; its worker is killed then. */
  readonly timeout: number | undefined
  readonly settling: Settling
}

/** Undefined where JSON would not give its arguments back as they are. */
export function asPlain(number: number, target: number, { args, isMany }: FunctionTask): PlainTask | undefined {
  if (isMany) return args.every(isPlainList) ? [number, target, args, true] : undefined
  return args.every(isPlain) ? [number, target, args] : undefined
}
