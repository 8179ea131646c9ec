import type { ChildKind } from '../worker/child-state.ts'
import { inheritedOptions } from './node-options.ts'

/** What is started: multiprocessing/worker/entry.ts in Node, or one that speaks as it does. */
export interface WorkerProgram {
  file: string
  args: string[]
  /** All of it; this process's own by default. */
  environment?: Record<string, string> | undefined
}

/**
 * @param entry path of multiprocessing/worker/entry.ts, or of what it was bundled to
 * @param options for Node, beside those that this process was given
 */
export function nodeProgram(entry: string, kind: ChildKind, name: string, options: string[] = []): WorkerProgram {
  return { file: process.execPath, args: [...inheritedOptions(), ...options, entry, kind, name] }
}
