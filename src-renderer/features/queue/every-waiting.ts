import { limits } from '../../../src-main/contract/limits.ts'
import type { QueuedRun } from '../../../src-main/contract/run.ts'
import { ask } from '../../ask.ts'

/** Reads the whole queue as it is now, in order. Undefined: it could not be read, and that was said. */
export async function everyWaiting(): Promise<QueuedRun[] | undefined> {
  const runs = new Map<QueuedRun['runId'], QueuedRun>()
  for (let offset = 0; ; offset += limits.queuePage) {
    const page = await ask('listQueue', { offset, count: limits.queuePage })
    if (!page) return undefined
    // Runs that started meanwhile move the others up: one may come twice.
    for (const run of page.runs) runs.set(run.runId, run)
    if (page.runs.length < limits.queuePage) return [...runs.values()]
  }
}
