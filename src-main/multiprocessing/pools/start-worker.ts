import { Child, type WorkerStart, nodeProgram } from './child.ts'
import { failedStart } from './failed-start.ts'
import { FileLedger, SharedLedger } from './ledger.ts'
import type { StartWorker } from './pool-worker.ts'
import { ThreadChild } from './thread-child.ts'

/** @param entry path of multiprocessing/worker/entry.ts, or of what it was bundled to */
export function processStarter(entry: string): StartWorker {
  return (start: WorkerStart) => {
    let ledger: FileLedger
    try {
      ledger = new FileLedger()
    } catch (error) {
      return { ledger: new SharedLedger(), child: failedStart(start, error as Error) }
    }
    const limit = start.maxMemoryMb === undefined ? [] : [`--max-old-space-size=${start.maxMemoryMb}`]
    const program = nodeProgram(entry, 'worker', start.name, limit)
    return { ledger, child: new Child({ ...start, program, ledger: ledger.descriptor, stderr: 'pipe' }) }
  }
}

/** @param entry path of multiprocessing/worker/thread-entry.ts, or of what it was bundled to */
export function threadStarter(entry: string): StartWorker {
  return (start: WorkerStart) => {
    const child = new ThreadChild(entry, start)
    return { child, ledger: child.ledger }
  }
}
