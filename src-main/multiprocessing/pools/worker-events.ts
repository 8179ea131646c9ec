import type { FunctionTask } from './function-task.ts'

/** What becomes of the tasks of a worker that has ended. */
export interface WorkerLoss {
  /** They fail with it. */
  begun: FunctionTask[]
  /** Certainly never begun, in order. */
  untouched: FunctionTask[]
  reason: Error
}

export interface WorkerEvents {
  ready: () => void
  /** So many of its tasks have ended. */
  progressed: (ended: number) => void
  ended: (loss: WorkerLoss) => void
}
