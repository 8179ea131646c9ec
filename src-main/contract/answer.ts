/** What is wrong with one part of a request. */
export interface Issue {
  /** Where, as a path into the request's input: `tasks.0.environment.A=B`. Empty for the input as a whole. */
  path: string
  /** Stable, for translation: `blank`, `too-long`, `contains-nul`, … */
  code: string
  /** What is wrong and what is allowed: an English sentence, or the rest of one that begins with the field (`must not be blank`). */
  message: string
}

export type FailureCode =
  /** The request is not of the contract, or a field of it breaks a bound; see `issues`. */
  | 'invalid-request'
  /** The folder of a task does not exist, is a file, or cannot be entered. */
  | 'folder-unusable'
  /** The file of a function does not exist, or is none that functions can be in. */
  | 'module-unusable'
  /** Arguments and environment together exceed what the system passes to a program. */
  | 'argument-list-too-long'
  /** No run has this id; it may have ended long ago. */
  | 'unknown-run'
  | 'unknown-pool'
  /** No message queue has this id any more. */
  | 'unknown-message-queue'
  /** No session has this number any more: it was signed out, or not used for too long. */
  | 'unknown-session'
  /** No comparison has this id; only the last one can be read. */
  | 'unknown-comparison'
  /** The run exists, but its state does not allow this: cancelling a run that has started, say. Or a comparison is under way, and there is one at a time. */
  | 'wrong-state'
  /** This host cannot do it: a native folder dialog in the headless host, say. */
  | 'not-available'
  /** The system refused; `details.code` has its error code (`EACCES`, …). */
  | 'system-error'
  /** It could not be stored (a full disk, say), so nothing was changed. */
  | 'storage-failed'
  /** The supervisor is gone. */
  | 'supervisor-lost'
  /** A fault of ours; the log has it. */
  | 'internal-error'

/** An expected failure, with what a person needs to understand it and to act. */
export interface Failure {
  ok: false
  code: FailureCode
  /** A whole English sentence: what happened, to what, why, what to do next. */
  message: string
  issues?: Issue[]
  /** The values that a translated message names. */
  details?: Record<string, string | number>
}

export type Answer<Value> = { ok: true; value: Value } | Failure

export function success<Value>(value: Value): Answer<Value> {
  return { ok: true, value }
}

export function failure(code: FailureCode, message: string, more: Pick<Failure, 'issues' | 'details'> = {}): Failure {
  return { ok: false, code, message, ...more }
}
