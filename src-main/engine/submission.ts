import { type Answer, failure, success } from '../contract/answer.ts'
import { limits } from '../contract/limits.ts'
import type { RunId } from '../contract/run.ts'
import type { Task } from '../contract/task.ts'
import type { Clock } from './clock.ts'
import type { Pool } from './pool.ts'
import { type TaskSurroundings, makeReady } from './ready-task.ts'
import type { ReadyTask, Run } from './run.ts'

/** Makes runs of tasks and gives them to the pool: all of a submission, or none. */
export class Submission {
  readonly surroundings: TaskSurroundings
  #lastRunId = 0
  readonly #pool: Pool
  readonly #clock: Clock

  constructor(pool: Pool, clock: Clock, surroundings: TaskSurroundings) {
    this.#pool = pool
    this.#clock = clock
    this.surroundings = surroundings
  }

  async submit(tasks: Task[], times: number): Promise<Answer<{ runIds: RunId[] }>> {
    if (tasks.length * times > limits.runsPerSubmission) {
      return failure(
        'invalid-request',
        `${tasks.length} tasks × ${times} are more than ${limits.runsPerSubmission} runs. Submit them in parts.`,
        { issues: [{ path: 'times', code: 'too-many', message: `allows at most ${limits.runsPerSubmission} runs` }] },
      )
    }
    const ready: ReadyTask[] = []
    for (const [index, task] of tasks.entries()) {
      const answer = await makeReady(task, this.surroundings)
      if (!answer.ok) return tasks.length > 1 ? within(answer, index) : answer
      ready.push(answer.value)
    }
    const runs = ready.flatMap((task) =>
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
      place: undefined,
      refusals: undefined,
    }
  }
}

/** What all new runs have in common; replaced, never changed. */
const waiting: Run['life'] = { phase: 'queued', attempt: 0 }
const none: Run['processes'] = []

/** Says which of several tasks it was. */
function within(answer: Extract<Answer<never>, { ok: false }>, index: number): Answer<never> {
  return {
    ...answer,
    message: `Task ${index + 1}: ${answer.message}`,
    issues: (answer.issues ?? []).map((issue) => ({ ...issue, path: `tasks.${index}.${issue.path}` })),
  }
}
