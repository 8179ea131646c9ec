import type { FunctionCall } from '../../contract/command.ts'
import type { AttemptKey, Begun, LogLimit, StartError } from '../../supervisor/port.ts'
import type { CallAnswer } from './call-answer.ts'

/** A function to be run. */
export interface FunctionLaunch extends AttemptKey {
  /** Its module is an absolute path. */
  call: FunctionCall
  /** Absolute. */
  folder: string
  /** Added to the user's own. */
  environment: Record<string, string>
  logFile: string
  logLimit?: LogLimit | undefined
}

export type FunctionEvent =
  | ({ type: 'started' } & Begun & AttemptKey)
  | ({ type: 'start-failed'; error: StartError } & AttemptKey)
  /** As `giveUp` asked for: nothing of it was begun. */
  | ({ type: 'given-up' } & AttemptKey)
  /** Before the supervisor reports that it has ended. */
  | ({ type: 'answered'; answer: CallAnswer } & AttemptKey)
