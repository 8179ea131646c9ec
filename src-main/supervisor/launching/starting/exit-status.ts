import { constants } from 'node:os'
import type { ExitStatus } from '../../../contract/run.ts'

/** The first real-time signal that the C library leaves to programs. */
const firstRealTime = 34

/** The exit status that `waitpid` gave of a process that has ended (wait(2): the low 7 bits are the signal, if any). */
export function exitStatusOf(status: number): ExitStatus {
  const signal = status & 0x7f
  return signal === 0 ? { code: (status >> 8) & 0xff } : { signal: nameOf(signal) }
}

/** As `kill -l` writes it. */
function nameOf(signal: number): string {
  const known = Object.entries(constants.signals).find(([, number]) => number === signal)
  if (known) return known[0]
  return signal === firstRealTime ? 'SIGRTMIN' : `SIGRTMIN+${String(signal - firstRealTime)}`
}
