import { commandLine } from '../contract/command-line.ts'
import type { RunDescription } from '../contract/run.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { print, printJson } from './output.ts'
import { parseOneRun } from './run-ids.ts'
import { jsonOf, stateOf } from './run-row.ts'
import { describeMoment, describeThrown, describeTime, describeWait, oneLine } from './texts.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard show ID [options]

Shows everything about one run: its task, its times, how it ended, where its output is, and what a function
returned or threw.

Options:
  --json    One JSON object: docs/command-line.md
  --help    Show this

Examples:
  forkyard show 12
  forkyard show 12 --json | jq -r .logFile
`

const description = { name: 'show', usage, parse: (args: string[]) => parseOneRun(args, {}) }

/** `forkyard show` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, { runId, options }) =>
    orSay(await client.request('describeRun', { runId }), async (whole) => {
      const { run, task, logFile, result, error } = whole
      const value = result === undefined ? undefined : (JSON.parse(result) as unknown)
      if (options.json) await printJson({ ...jsonOf(run), task, logFile, result: value, error })
      else await print(describe(whole, Date.now()))
      return exitStatus.done
    }),
  )
}

function describe({ run, task, logFile, result, error }: RunDescription, now: number): string {
  const entries = Object.entries({
    Run: `${run.runId} (${oneLine(run.name)})`,
    State: run.phase === 'queued' ? 'queued' : stateOf(run, now),
    'Waits for': run.phase === 'queued' ? `${describeWait(run.waitsFor, now)}, ${run.position} before it` : undefined,
    Command: `${task.command.kind === 'shell' ? '(shell) ' : ''}${oneLine(commandLine(task.command))}`,
    Folder: oneLine(run.folder),
    Environment: environmentOf(task.environment, task.secrets),
    PID: 'pid' in run ? String(run.pid) : undefined,
    Queued: describeMoment(run.queuedAt),
    Started: 'startedAt' in run ? describeMoment(run.startedAt) : undefined,
    Ended: run.phase === 'ended' ? describeMoment(run.endedAt) : undefined,
    Waited: run.phase === 'ended' ? describeTime(run.waitTime) : undefined,
    Ran: run.phase === 'ended' && run.runTime !== undefined ? describeTime(run.runTime) : undefined,
    Log: logFile,
    Result: result,
    Error: error && describeThrown(error),
  })
  return entries
    .filter(([, text]) => text !== undefined)
    .map(([label, text = '']) => `${`${label}:`.padEnd(13)}${text}\n`)
    .join('')
}

function environmentOf(environment: Record<string, string> = {}, secrets: string[] = []): string | undefined {
  const entries = Object.entries(environment).map(([name, value]) =>
    oneLine(`${name}=${secrets.includes(name) ? '(secret)' : value}`),
  )
  return entries.length > 0 ? entries.join(`\n${' '.repeat(13)}`) : undefined
}
