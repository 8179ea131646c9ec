import type { AttemptKey, Begun, AttemptEnd, LaunchRequest, StartError } from '../port.ts'

/** Where a supervisor writes down what it does, before it tells anybody. */
export interface AttemptRecord {
  /** Right before the spawn. False if it cannot be written: nothing may be started then. */
  launching(request: LaunchRequest, marker: string): boolean
  /** `tick`: when, by `monotonic()`. */
  started(key: AttemptKey, begun: Begun, tick: number): void
  startFailed(key: AttemptKey, error: StartError): void
  exited(key: AttemptKey, exit: AttemptEnd): void
  logCut(key: AttemptKey, keptFrom: number): void
}

/** Of a supervisor that nobody outlives. */
export const noRecord: AttemptRecord = {
  launching: () => true,
  started: () => undefined,
  startFailed: () => undefined,
  exited: () => undefined,
  logCut: () => undefined,
}
