import type { Page } from '@playwright/test'
import type { EndedRun, RunId } from '../../../src-main/contract/run.ts'
import type { Task } from '../../../src-main/contract/task.ts'
import { ask } from './ask.ts'
import { expect } from './test.ts'

export function shell(line: string, more: Omit<Task, 'command'> = {}): Task {
  return { command: { kind: 'shell', line }, ...more }
}

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

/** Waits until the run has ended. */
export async function endOf(page: Page, runId: RunId, timeout = 30_000): Promise<EndedRun> {
  let ended: EndedRun | undefined
  await expect
    .poll(
      async () => {
        const { run } = await ask(page, 'describeRun', { runId })
        if (run.phase === 'ended') ended = run
        return run.phase
      },
      { timeout, message: `run ${runId}`, intervals: [50] },
    )
    .toBe('ended')
  if (!ended) throw new Error('unreachable')
  return ended
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

/** Waits until the run's process was started, whether it still lives or not. */
export async function hasStarted(page: Page, runId: RunId): Promise<void> {
  await expect
    .poll(
      async () => {
        const { run } = await ask(page, 'describeRun', { runId })
        return run.phase !== 'queued' && run.startedAt !== undefined
      },
      { message: `run ${runId} has started`, intervals: [50] },
    )
    .toBe(true)
}

/** The whole log, as text. */
export async function outputOf(page: Page, runId: RunId): Promise<string> {
  const parts: Buffer[] = []
  for (let from = 0; ;) {
    const chunk = await ask(page, 'readOutput', { runId, from, count: 1_048_576 })
    const bytes = Buffer.from(chunk.bytes, 'base64')
    if (bytes.length === 0) return Buffer.concat(parts).toString()
    parts.push(bytes)
    from += bytes.length
  }
}

/** Waits until the run has printed this. */
export async function expectOutput(page: Page, runId: RunId, text: string): Promise<void> {
  await expect.poll(() => outputOf(page, runId), { message: `output of run ${runId}` }).toContain(text)
}
