import type { FunctionError } from '../../contract/run.ts'
import { usedLog } from '../../contract/used-log.ts'
import { isTransient } from '../../platform/transient-errors.ts'
import { messageOf } from '../../platform/uncaught.ts'
import type { StartError } from '../../supervisor/port.ts'
import type { WorkerEnd } from './function-worker.ts'
import { pythonProgram } from './worker-programs.ts'

/** Why no worker could be started. @param what the file that is missing or refused */
export function startErrorOf(error: unknown, what: string): StartError {
  const { code = 'EUNKNOWN' } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  return { code, message: sentence(code, what, messageOf(error)), isTransient: isTransient(code) }
}

/** Why a worker ended before it could be given work. @param program what was started */
export function endedAtStart({ error, exitStatus, text }: WorkerEnd, program: string): StartError {
  if (error) return startErrorOf(error, program)
  const how = exitStatus === undefined ? 'It ended' : describe(exitStatus)
  const said = text === '' ? '' : ` It said: ${text}`
  const message = `The process that calls functions (${program}) could not be used. ${how} at its start.${said}`
  return { code: 'EUNKNOWN', message, isTransient: false }
}

/** @param limit milliseconds */
export function neverReady(program: string, limit: number): StartError {
  const message = `The process that calls functions (${program}) was not ready within ${limit / 1_000} s, so it was ended.`
  return { code: 'ETIMEDOUT', message, isTransient: false }
}

/** @param called as the command line names it */
export function ownMistake(error: unknown, called: string): FunctionError {
  const message = `Forkyard has a bug that showed when it called ${called}: ${messageOf(error)}. Its process was ended.`
  return { name: 'InternalError', message, stack: '' }
}

/** @param called as the command line names it */
export function workerDied({ exitStatus }: WorkerEnd, called: string): FunctionError {
  const how = exitStatus === undefined ? 'It ended' : describe(exitStatus)
  const message = `The process of ${called} ended before the function returned. ${how}; its output may tell why.`
  return { name: 'WorkerDiedError', message, stack: '' }
}

/** @param limit milliseconds */
export function importTimedOut(called: string, limit: number): FunctionError {
  const message = `The module of ${called} did not finish being imported within ${limit / 1_000} s, so its process was ended.`
  return { name: 'ImportTimeoutError', message, stack: '' }
}

function describe(status: NonNullable<WorkerEnd['exitStatus']>): string {
  return 'code' in status ? `It exited with ${status.code}` : `It was killed by ${status.signal}`
}

function sentence(code: string, what: string, message: string): string {
  if (code === 'EEXIST') return usedLog(what)
  if (code === 'ENOENT' && what === pythonProgram)
    return `Python was not found: no “${pythonProgram}” on PATH. Install Python 3, or set PATH in the task.`
  if (isTransient(code)) return `A process for functions could not be started just now (${code}). Forkyard tries again.`
  return `“${what}” could not be used for functions: ${message}.`
}
