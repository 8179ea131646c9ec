import { randomBytes } from 'node:crypto'
import { type AttemptKey, markerName } from '../port.ts'

/** Sets one supervisor's attempts apart from those of every other, on this machine and on later days. */
export function newInstance(): string {
  return randomBytes(9).toString('hex')
}

export function markerOf(instance: string, { runId, attempt }: AttemptKey): string {
  return `${instance}.${String(runId)}.${String(attempt)}`
}

const assignment = Buffer.from(`${markerName}=`)

/** The marker's value in an environment block (NAME=value, each ended by NUL, proc_pid_environ(5)). */
export function markerIn(environ: Buffer): string | undefined {
  let at = environ.indexOf(assignment)
  while (at > 0 && environ[at - 1] !== 0) at = environ.indexOf(assignment, at + 1)
  if (at < 0) return undefined
  const start = at + assignment.length
  const end = environ.indexOf(0, start)
  return environ.toString('latin1', start, end < 0 ? environ.length : end)
}
