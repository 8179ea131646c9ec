import { type Answer, failure, success } from '../contract/answer.ts'
import { limits } from '../contract/limits.ts'
import type { RunId } from '../contract/run.ts'
import type { Task } from '../contract/task.ts'
import type { Clock } from './clock.ts'
import type { Pool } from './pool.ts'
import type { Preparation } from './ready-task.ts'
import type { ReadyTask, Run } from './run.ts'

/** What all new runs have in common; replaced, never changed. */
const waiting: Run['life'] = { phase: 'queued', attempt: 0 }
const none: Run['processes'] = []

/** Makes runs of tasks and gives them to the pool: all of a submission, or none. */
export class Submission {
  #lastRunId = 0
  readonly #pool: Pool
  readonly #clock: Clock
  readonly #preparation: Preparation

  constructor(pool: Pool, clock: Clock, preparation: Preparation) {
    this.#pool = pool
    this.#clock = clock
    this.#preparation = preparation
  }

  async submit(tasks: Task[], times: number): Promise<Answer<{ runIds: RunId[] }>> {
    if (tasks.length * times > limits.runsPerSubmission) {
      return failure(
        'invalid-request',
        `${tasks.length} tasks × ${times} are more than ${limits.runsPerSubmission} runs. Submit them in parts.`,
        { issues: [{ path: 'times', code: 'too-many', message: `allows at most ${limits.runsPerSubmission} runs` }] },
      )
    }
    const ready = await this.#preparation.makeReady(tasks)
    if (!ready.ok) return ready
    const runs = ready.value.flatMap((task) =>
      Array.from({ length: times }, (_, index) => this.#run(task, times === 1 ? 0 : index + 1)),
    )
    this.#pool.submit(runs)
    return success({ runIds: runs.map(({ runId }) => runId) })
  }

  #run(task: ReadyTask, repetition: number): Run {
    return {
      runId: ++this.#lastRunId as RunId,
      task,
      repetition,
      queued: { at: this.#clock.now(), tick: this.#clock.monotonic() },
      life: waiting,
      processes: none,
      order: 0,
      isWaiting: false,
      previous: undefined,
      next: undefined,
      sequence: 0,
      refusals: undefined,
    }
  }
}
