import { accessSync, constants, statSync } from 'node:fs'
import { usedLog } from '../../contract/used-log.ts'
import type { Program } from './command.ts'
import { isTransient } from '../../platform/transient-errors.ts'
import type { LaunchRequest, StartError } from '../port.ts'

/**
 * Says what could not be started and why. The system gives one and the same code for a missing folder and a missing
 * program, so the disk is looked at here, after the failure.
 */
export function describeStartError(error: unknown, request: LaunchRequest, program: Program): StartError {
  const code = codeOf(error)
  const folderFault = faultOfFolder(request.folder)
  if (folderFault && isAboutFiles(code)) return { ...folderFault, isTransient: false }
  return { code, message: sentence(code, program, request, error), isTransient: isTransient(code) }
}

/** The log could not be opened. Running out of descriptors passes, a full disk does not. */
export function describeLogError(error: unknown, logFile: string): StartError {
  const code = codeOf(error)
  const reasons: Record<string, string> = {
    ENOSPC: 'its disk is full. Free some space and run the task again',
    EDQUOT: 'your disk quota is used up. Free some space and run the task again',
    EACCES: 'writing there is not permitted. Check the owner and mode of its folder',
    EROFS: 'its disk is mounted read-only',
    ENOENT: 'its folder does not exist',
    EMFILE: 'too many files are open. Forkyard tries again when some have been closed',
    ENFILE: 'the system has too many open files. Forkyard tries again when some have been closed',
  }
  if (code === 'EEXIST') return { code, message: usedLog(logFile), isTransient: false }
  const reason = reasons[code] ?? `the system said: ${textOf(error)}`
  const message = `The log file ${quoted(logFile)} could not be opened: ${reason}.`
  return { code, message, isTransient: isTransient(code) }
}

function sentence(code: string, program: Program, request: LaunchRequest, error: unknown): string {
  const name = quoted(program.file)
  switch (code) {
    case 'ENOENT':
      return missingProgram(program, request)
    case 'EACCES':
      return `${name} could not be started: it is not an executable file, or running it is not permitted. Check its mode (chmod +x).`
    case 'EPERM':
      return `${name} could not be started: the system does not permit it.`
    case 'E2BIG':
      return `${name} could not be started: its arguments and environment together are longer than the system passes to a program. Pass fewer or shorter arguments, or put them into a file that the program reads.`
    case 'ENOEXEC':
      return `${name} could not be started: it is not a program that this system can run. Check that it was built for this kind of machine.`
    case 'ETXTBSY':
      return `${name} could not be started: another process is writing to it. Try again when it is complete.`
    case 'ENAMETOOLONG':
      return `${name} could not be started: its name is longer than the system allows.`
    case 'EAGAIN':
      return `${name} could not be started just now: this user has as many processes as the system allows (ulimit -u). Forkyard tries again.`
    case 'EMFILE':
    case 'ENFILE':
      return `${name} could not be started just now: too many files are open (ulimit -n). Forkyard tries again.`
    case 'ENOMEM':
      return `${name} could not be started just now: there is not enough memory. Forkyard tries again.`
    default:
      return `${name} could not be started: ${textOf(error)}.`
  }
}

function missingProgram({ file }: Program, { environment }: LaunchRequest): string {
  if (!file.includes('/')) {
    const where = environment.PATH === undefined ? 'PATH' : 'the PATH that this task sets'
    return `The program ${quoted(file)} was not found in any folder of ${where}. Check its spelling, or give its whole path.`
  }
  if (!file.startsWith('/')) return `The program ${quoted(file)} was not found, seen from the task's folder.`
  try {
    accessSync(file)
    return `The program ${quoted(file)} could not be started: the interpreter that its first line (#!) names, or its loader, does not exist.`
  } catch {
    return `The program ${quoted(file)} does not exist.`
  }
}

function faultOfFolder(folder: string): { code: string; message: string } | undefined {
  try {
    if (!statSync(folder).isDirectory()) {
      return { code: 'ENOTDIR', message: `The folder ${quoted(folder)} is a file, so no task can run in it.` }
    }
    accessSync(folder, constants.X_OK)
    return undefined
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return { code, message: `The folder ${quoted(folder)} does not exist.` }
    if (code === 'EACCES') return { code, message: `The folder ${quoted(folder)} may not be entered. Check its mode.` }
    if (code === 'ENOTDIR') return { code, message: `A part of the folder's path ${quoted(folder)} is a file.` }
    return { code, message: `The folder ${quoted(folder)} cannot be used: ${textOf(error)}.` }
  }
}

const isAboutFiles = (code: string): boolean => !isTransient(code) && code !== 'E2BIG'

function codeOf(error: unknown): string {
  const code = (error as Partial<NodeJS.ErrnoException> | undefined)?.code
  if (typeof code !== 'string') return 'EUNKNOWN'
  return code.startsWith('ERR_') ? 'EINVAL' : code
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const quoted = (name: string): string => `“${name.length > 200 ? `${name.slice(0, 200)}…` : name}”`
