import type { ChildHandle, WorkerStart } from './child-handle.ts'
import { Child } from './child.ts'
import { failedStart } from './failed-start.ts'
import { FileTaskRecord, SharedTaskRecord, type TaskRecord } from './task-record.ts'
import { ThreadChild } from './thread-child.ts'
import { nodeProgram } from './worker-program.ts'

/** Starts a worker, as a process or a thread. Never throws because of the system: the worker then ends at once. */
export type StartWorker = (start: WorkerStart) => { child: ChildHandle; taskRecord: TaskRecord }

/** @param entry path of multiprocessing/worker/entry.ts, or of what it was bundled to */
export function processStarter(entry: string): StartWorker {
  return ({ maxMemoryMb, ...start }) => {
    let taskRecord: FileTaskRecord
    try {
      taskRecord = new FileTaskRecord()
    } catch (error) {
      return { taskRecord: new SharedTaskRecord(), child: failedStart(start, error as Error) }
    }
    const limit = maxMemoryMb === undefined ? [] : [`--max-old-space-size=${maxMemoryMb}`]
    const program = nodeProgram(entry, 'worker', start.name, limit)
    const child = Child.start({ ...start, program, taskRecord: taskRecord.descriptor, stderr: 'pipe' })
    return { taskRecord, child }
  }
}

/** @param entry path of multiprocessing/worker/thread-entry.ts, or of what it was bundled to */
export function threadStarter(entry: string): StartWorker {
  return (start) => {
    const child = new ThreadChild(entry, start)
    return { child, taskRecord: child.taskRecord }
  }
}
