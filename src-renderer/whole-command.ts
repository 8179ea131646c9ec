import type { RunSummary } from '../src-main/contract/run.ts'
import type { Command } from '../src-main/contract/task.ts'
import { request } from './client.ts'

/** One argument as a POSIX shell reads it back unchanged. */
export function quoteArgument(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`
}

/** A command as one would type it. */
export function commandLine(command: Command): string {
  return command.kind === 'shell' ? command.line : command.argv.map(quoteArgument).join(' ')
}

/** The run's command, whole even where rows show it cut. */
export async function wholeCommand(run: RunSummary): Promise<string> {
  if (!run.isCommandCut) return run.command
  const answer = await request('describeRun', { runId: run.runId })
  return answer.ok ? commandLine(answer.value.command) : run.command
}
