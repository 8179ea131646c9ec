import type { RunId } from '../../contract/run.ts'

/** `Process-1`, `Process-2`, … as Python names them: every run counts, named or not. */
export function nameOf(run: { runId: RunId; task: { name: string | undefined }; repetition: number }): string {
  const { runId, task, repetition } = run
  if (task.name === undefined) return `Process-${String(runId)}`
  return repetition === 0 ? task.name : `${task.name}-${String(repetition)}`
}
