import { constants, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL

/**
 * Creates the log of an attempt for the child to append to, and its folder if that is missing; the caller closes the
 * descriptor once the child has it. Throws the system's error: EEXIST if there is such a file, which is another run's.
 */
export function createLog(file: string): number {
  try {
    return openSync(file, flags, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    return openSync(file, flags, 0o600)
  }
}

/** Bytes, holes included; 0 if it is gone. */
export function lengthOfLog(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0
  } catch {
    return 0
  }
}
