import { commandLine } from '../src-main/contract/command-line.ts'
import type { RunSummary } from '../src-main/contract/run.ts'
import { request } from './client.ts'

/** What rows show in place of newlines, tabs and the like. */
const standsForControl = /[\u21b5\u2400-\u2426\ufffd]/

/** The run's command as it was given, also where its row shows it cut or cleaned. */
export async function wholeCommand(run: RunSummary): Promise<string> {
  if (!run.isCommandCut && !standsForControl.test(run.command)) return run.command
  const answer = await request('describeRun', { runId: run.runId })
  return answer.ok ? commandLine(answer.value.task.command) : run.command
}
