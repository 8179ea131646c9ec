import type { Run } from './run.ts'

/** Where the lives of runs are kept. Every promise resolves once what was told is durable, however long that takes. */
export interface RunRecord {
  /** Before a process is started for the run's latest attempt. */
  starting(run: Run): Promise<unknown>
  /** May be kept late: until then the supervisor knows. */
  started(run: Run, startTime: number): void
  /** Before anything of the run is signalled. */
  stopping(run: Run): Promise<unknown>
  /** The attempt came to nothing: it waits again. */
  requeued(run: Run): void
  ended(run: Run): Promise<unknown>
  logCut(run: Run): void
}
