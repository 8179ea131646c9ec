import { type Answer, failure, success } from '../../contract/answer.ts'
import { limits } from '../../contract/limits.ts'
import type { RunId } from '../../contract/run.ts'
import type { Task } from '../../contract/task.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Pool } from '../runs/pool.ts'
import type { Preparation } from './ready-task.ts'
import { type ReadyTask, Run } from '../runs/run.ts'
import { storageFailure } from '../storage/storage-failure.ts'
import type { Restored } from '../storage/rows.ts'
import type { QueuedRow } from '../storage/tables/runs.ts'
import type { StoredTask } from '../storage/tables/tasks.ts'
import type { StorageThread } from '../storage/storage-thread.ts'
import type { StoredTasks } from './stored-tasks.ts'

interface Parts {
  pool: Pool
  clock: Clock
  preparation: Preparation
  storage: StorageThread
  tasks: StoredTasks
}

/** Makes runs of tasks, and gives them to the pool once they are stored: all of a submission, or none. */
export class Submission {
  #lastRunId: number
  #lastTaskId: number
  readonly #parts: Parts

  constructor(parts: Parts, { lastRunId, lastTaskId }: Pick<Restored, 'lastRunId' | 'lastTaskId'>) {
    this.#parts = parts
    this.#lastRunId = lastRunId
    this.#lastTaskId = lastTaskId
  }

  async submit(tasks: Task[], times: number): Promise<Answer<{ runIds: RunId[] }>> {
    if (tasks.length * times > limits.runsPerSubmission) {
      return failure(
        'invalid-request',
        `${tasks.length} tasks × ${times} are more than ${limits.runsPerSubmission} runs. Submit them in parts.`,
        { issues: [{ path: 'times', code: 'too-many', message: `allows at most ${limits.runsPerSubmission} runs` }] },
      )
    }
    const ready = await this.#parts.preparation.makeReady(tasks)
    return ready.ok ? this.resubmit(ready.value, times) : ready
  }

  /** The same for tasks that were made ready before. */
  async resubmit(tasks: ReadyTask[], times = 1): Promise<Answer<{ runIds: RunId[] }>> {
    const { clock, pool, storage, tasks: stored } = this.#parts
    if (stored.refusal !== undefined && tasks.some(({ secrets }) => secrets.length > 0)) {
      return failure('not-available', `The task was not taken: ${stored.refusal}.`)
    }
    const queued = { at: Math.round(clock.now()), tick: clock.monotonic() }
    const taskRows: StoredTask[] = []
    const runRows: QueuedRow[] = []
    const runs: Run[] = []
    for (const task of tasks) {
      const taskId = ++this.#lastTaskId
      const source = { task }
      taskRows.push(stored.toRow(task, taskId))
      for (let index = 0; index < times; index++) {
        const runId = ++this.#lastRunId as RunId
        const repetition = times === 1 ? 0 : index + 1
        runs.push(new Run({ runId, source, repetition, queued }))
        runRows.push({ runId, taskId, repetition, queuedAt: queued.at, order: runId, attempt: 0, refusals: null })
      }
    }
    const refusal = await storage.request({ type: 'submit', pool: pool.name, tasks: taskRows, runs: runRows })
    if (refusal) return storageFailure(refusal, 'The task was not taken')
    pool.submit(runs)
    return success({ runIds: runs.map(({ runId }) => runId) })
  }
}
