import { CoroutinePool } from '../pools/coroutine-pool.ts'
import type { Calls } from '../pools/calls.ts'
import { processStarter, threadStarter } from '../pools/start-worker.ts'
import { WorkerPool } from '../pools/worker-pool.ts'
import { timeLimitOf } from './errors.ts'
import { refuseInDaemon } from './main-process.ts'
import type { PoolOptions, WorkerKind } from './pool-options.ts'
import { threadEntry, workerEntry } from './worker-entry.ts'

const kinds: readonly WorkerKind[] = ['process', 'thread', 'coroutine']

/** Milliseconds. */
const defaultImportTimeout = 60_000

/** As many as are asked for, of that kind. Throws a RangeError if an option is none. */
export function startWorkers(
  size: number,
  { kind = 'process', maxTasksPerChild, maxMemoryMb, importTimeoutMs = defaultImportTimeout }: PoolOptions,
): Calls {
  if (!kinds.includes(kind)) throw new RangeError(`The kind must be ${kinds.join(', ')}, not “${kind}”.`)
  checkCount('The number of workers', size)
  if (maxTasksPerChild !== undefined) checkCount('maxTasksPerChild', maxTasksPerChild)
  if (maxMemoryMb !== undefined) checkCount('maxMemoryMb', maxMemoryMb)
  const importTimeout = timeLimitOf(importTimeoutMs)
  if (kind === 'coroutine') {
    if (maxMemoryMb !== undefined)
      throw new RangeError('maxMemoryMb is not for coroutines: they share the memory of this process.')
    return new CoroutinePool(size, importTimeout)
  }
  if (kind === 'process') refuseInDaemon()
  return new WorkerPool({
    start: kind === 'process' ? processStarter(workerEntry()) : threadStarter(threadEntry()),
    size,
    maxTasksPerWorker: maxTasksPerChild,
    maxMemoryMb,
    importTimeout,
  })
}

/** Throws a RangeError if it is no whole number from 1 on. */
function checkCount(what: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return
  throw new RangeError(`${what} must be a whole number from 1 on, not ${String(count)}.`)
}
