import { closeSync } from 'node:fs'
import { programOf } from './command.ts'
import { createLog } from './log-file.ts'
import { markerName } from '../port.ts'
import type { LaunchRequest, StartError } from '../port.ts'
import { describeLogError, describeStartError } from './start-error.ts'
import type { OwnProcess, Starter } from './starting/starter.ts'

export type Launched = { ok: true; child: OwnProcess } | { ok: false; error: StartError | Promise<StartError> }

/**
 * Starts one command in a session of its own, stdin from nothing, output appended to its log, which is new. Nothing else is
 * asked of the system, since thousands may be started in a row: what went wrong is looked into only after a failure.
 */
export function launchCommand(
  request: LaunchRequest,
  baseEnvironment: Record<string, string>,
  marker: string,
  starter: Starter,
): Launched {
  const environment = { ...baseEnvironment, ...request.environment, [markerName]: marker }
  const program = programOf(request.command, environment)
  let log: number
  try {
    log = createLog(request.logFile)
  } catch (error) {
    return { ok: false, error: describeLogError(error, request.logFile) }
  }
  try {
    const started = starter.start({ program, folder: request.folder, environment, output: log })
    if (started.ok) return { ok: true, child: started.process }
    const describe = (error: unknown): StartError => describeStartError(error, request, program)
    const { error } = started
    return { ok: false, error: error instanceof Promise ? error.then(describe) : describe(error) }
  } finally {
    closeSync(log)
  }
}
