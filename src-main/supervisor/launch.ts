import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { programOf } from './command.ts'
import { openLog } from './log-file.ts'
import { markerName } from './marker.ts'
import type { LaunchRequest, StartError } from './port.ts'
import { describeLogError, describeStartError } from './start-error.ts'

export type Launched =
  { ok: true; child: ChildProcess; pid: number } | { ok: false; error: StartError | Promise<StartError> }

/**
 * Starts one command in a session of its own, stdin from nothing, output appended to its log by itself. The start blocks
 * this process for as long as the system takes to copy its page tables; nothing else is asked of the system, since
 * thousands may be started in a row: what went wrong is looked into only after a failure.
 */
export function launchCommand(
  request: LaunchRequest,
  baseEnvironment: Record<string, string>,
  marker: string,
): Launched {
  const environment = { ...baseEnvironment, ...request.environment, [markerName]: marker }
  const program = programOf(request.command, environment)
  let log: number
  try {
    log = openLog(request.logFile)
  } catch (error) {
    return { ok: false, error: describeLogError(error, request.logFile) }
  }
  try {
    const child = spawn(program.file, program.args, {
      cwd: request.folder,
      env: environment,
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
      windowsVerbatimArguments: program.isVerbatim,
    })
    if (child.pid !== undefined) return { ok: true, child, pid: child.pid }
    return { ok: false, error: firstError(child).then((error) => describeStartError(error, request, program)) }
  } catch (error) {
    return { ok: false, error: describeStartError(error, request, program) }
  } finally {
    closeSync(log)
  }
}

/** Some failures (ENOENT, EACCES, EAGAIN, EMFILE) are not thrown: a child without PID emits them in the next tick. */
function firstError(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('error', resolve))
}
