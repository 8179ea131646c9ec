import type { Page } from '@playwright/test'
import type { RunId } from '../../../src-main/contract/run.ts'
import type { Task } from '../../../src-main/contract/task.ts'
import { ask } from './ask.ts'
import { expect } from './test.ts'

export function program(...argv: string[]): Task {
  return { command: { kind: 'argv', argv } }
}

export async function submit(page: Page, tasks: Task[], times = 1): Promise<RunId[]> {
  const { runIds } = await ask(page, 'submit', { tasks, times })
  return runIds
}

/** Submits one task, once. */
export async function submitOne(page: Page, task: Task): Promise<RunId> {
  const [runId] = await submit(page, [task])
  if (runId === undefined) throw new Error('No run was made')
  return runId
}

/** Waits until the run is live, and answers with the PID of its own process. */
export async function pidOf(page: Page, runId: RunId): Promise<number> {
  let pid: number | undefined
  await expect
    .poll(
      async () => {
        const { run } = await ask(page, 'describeRun', { runId })
        if (run.phase === 'live') pid = run.pid
        return pid
      },
      { message: `run ${runId} is live`, intervals: [50] },
    )
    .toBeDefined()
  return pid ?? 0
}
