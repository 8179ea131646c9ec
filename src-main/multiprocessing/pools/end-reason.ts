import { WorkerDiedError } from './calls.ts'
import type { ChildEnd } from './child-handle.ts'

export interface EndedWorker {
  name: string
  /** Undefined if it could not be started; this process's own if it is a thread. */
  pid: number | undefined
  end: ChildEnd
  /** The end of what it wrote to standard error. */
  lastWords: string
  /** Its limit, if it had one. */
  maxMemoryMb: number | undefined
}

/** Why a worker ended without being asked to, for those who wait for its tasks. */
export function endReason({ name, pid, end, lastWords, maxMemoryMb }: EndedWorker): WorkerDiedError {
  const { code, signal, error } = end
  const who = `The worker ${name}`
  if (maxMemoryMb !== undefined && isOutOfMemory(error, lastWords))
    return new WorkerDiedError(`${who} ended: it needed more memory than its limit, maxMemoryMb: ${maxMemoryMb}.`)
  if (pid === process.pid && error) return new WorkerDiedError(`${who} (a thread) ended: ${error.message}`)
  if (pid === undefined)
    return new WorkerDiedError(`${who} could not be started: ${error?.message ?? 'no reason was given'}`)
  const how = signal === null ? `ended with exit code ${code ?? 0}` : `was ended by ${signal}`
  const last = lastWords.trim()
  return new WorkerDiedError(`${who} (PID ${pid}) ${how}.${last === '' ? '' : ` Its last words:\n${last}`}`)
}

/** A thread's error says so; a process only writes it. */
function isOutOfMemory(error: Error | undefined, lastWords: string): boolean {
  const isSaid = error !== undefined && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isSaid || lastWords.includes('heap out of memory')
}
