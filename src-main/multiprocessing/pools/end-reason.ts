import { WorkerDiedError } from './calls.ts'
import type { ChildEnd } from './child.ts'

export interface WorkerEnd {
  name: string
  /** Undefined where it could not be started; this process's own where it is a thread. */
  pid: number | undefined
  end: ChildEnd
  /** The end of what it wrote to standard error. */
  words: string
  /** Its limit, where it had one. */
  maxMemoryMb: number | undefined
}

/** Why a worker ended by itself, as it is told to those who wait for its tasks. */
export function endReason({ name, pid, end: { code, signal, error }, words, maxMemoryMb }: WorkerEnd): WorkerDiedError {
  const who = `The worker ${name}`
  if (maxMemoryMb !== undefined && isOutOfMemory(error, words))
    return new WorkerDiedError(`${who} ended: it needed more memory than its limit, maxMemoryMb: ${maxMemoryMb}.`)
  if (pid === process.pid && error) return new WorkerDiedError(`${who} (a thread) ended: ${error.message}`)
  if (pid === undefined)
    return new WorkerDiedError(`${who} could not be started: ${error?.message ?? 'no reason was given'}`)
  const how = signal === null ? `ended with exit code ${code ?? 0}` : `was ended by ${signal}`
  const last = words.trim()
  return new WorkerDiedError(`${who} (PID ${pid}) ${how}.${last === '' ? '' : ` Its last words:\n${last}`}`)
}

/** A thread's error says so; a process only writes it. */
function isOutOfMemory(error: Error | undefined, words: string): boolean {
  const isSaid = error !== undefined && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isSaid || words.includes('heap out of memory')
}
