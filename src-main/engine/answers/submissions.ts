import { success } from '../../contract/answer.ts'
import type { Run } from '../runs/run.ts'
import type { Answers, Parts } from './parts.ts'
import { unknownRuns } from './failures.ts'
import { unknownPool } from './pools.ts'

/** Requests that make new runs. */
export function submissionAnswers(
  parts: Parts,
): Pick<Answers, 'submit' | 'checkTask' | 'submitSampleBatch' | 'runAgain'> {
  const { pool, history, preparation, submission, sampleBatch, known } = parts
  return {
    submit: ({ tasks, times, pool: name }) => unknownPool(pool, name) ?? submission.submit(tasks, times ?? 1),
    checkTask: async ({ task }) => {
      // A program is looked for on the PATH that it will be started with.
      await known
      return success(await preparation.checkDraft(task))
    },
    submitSampleBatch: () => submission.submit(sampleBatch.tasks(), 1),
    runAgain: async ({ runIds }) => {
      const ended = await history.find(runIds.filter((runId) => !pool.find(runId)))
      const taskOf = (runId: Run['runId']) => pool.find(runId)?.task ?? ended.get(runId)?.task
      const tasks = runIds.map(taskOf).filter((task) => task !== undefined)
      const unknown = runIds.filter((runId) => !taskOf(runId))
      if (tasks.length === 0) return unknownRuns(unknown)
      const answer = await submission.resubmit(tasks)
      return answer.ok ? success({ runIds: answer.value.runIds, unknown }) : answer
    },
  }
}
