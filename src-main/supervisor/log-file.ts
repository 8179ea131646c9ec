import { constants, openSync } from 'node:fs'

const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT

/**
 * Opens a log for the child to append to by itself; the caller closes the descriptor once the child has it. Throws the
 * system's error.
 */
export function openLog(file: string): number {
  return openSync(file, flags, 0o600)
}
