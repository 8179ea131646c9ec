import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RunId } from '../../contract/run.ts'

/** Runs whose logs share a folder: listing one stays quick, whatever was run. */
const runsPerFolder = 1_000

/** The log of one attempt. */
export function logFile(logFolder: string, runId: RunId, attempt: number): string {
  const shard = String(Math.floor(runId / runsPerFolder))
  return join(logFolder, shard, `${String(runId)}-${String(attempt)}.log`)
}

/**
 * Creates the empty log of an attempt, for a worker that appends to it. Throws the system's error: EEXIST if there is such a
 * file, which is another run's.
 */
export function createLog(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'wx', 0o600))
}
