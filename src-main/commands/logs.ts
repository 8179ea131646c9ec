import { success } from '../contract/answer.ts'
import type { RunId } from '../contract/run.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { findTail, readLog } from './log-reader.ts'
import { type Parsed, shown, wholeNumber, wrong } from './options.ts'
import { print, printJson } from './output.ts'
import { parseOneRun } from './run-ids.ts'
import { orSay, withHost } from './with-host.ts'

const mostLines = 1_000_000_000

const usage = `Usage: forkyard logs ID [options]

Prints the output of a run, byte for byte.

Options:
  -f, --follow    Continue with new output until the run ends
  --tail N        Only the last N lines (0: only new output)
  --json          One JSON object for each part, with its bytes as base64: docs/command-line.md
  --help          Show this

Examples:
  forkyard logs 12 --tail 20
  forkyard logs 12 -f | grep --line-buffered error
`

interface LogsOptions {
  runId: RunId
  isFollowed: boolean
  /** Lines; undefined for all. */
  tail: number | undefined
  isJson: boolean
}

export function parseLogsArguments(args: string[]): Parsed<LogsOptions> {
  const parsed = parseOneRun(args, { follow: 'switch', tail: 'value' }, { f: 'follow' })
  if (parsed.kind !== 'options') return parsed
  const { runId, options } = parsed.value
  const tail = options.tail === undefined ? undefined : wholeNumber(options.tail, 0, mostLines)
  if (options.tail !== undefined && tail === undefined) {
    return wrong(`--tail must be a whole number of lines, not ${shown(options.tail)}.`)
  }
  return { kind: 'options', value: { runId, isFollowed: options.follow, tail, isJson: options.json } }
}

/** `forkyard logs` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  const description = { name: 'logs', usage, parse: parseLogsArguments }
  return withHost(description, args, surroundings, async (client, { runId, isFollowed, tail, isJson }) => {
    const start = tail === undefined ? success(0) : await findTail(client, runId, tail)
    return orSay(start, async (from) => {
      const read = await readLog(client, { runId, from, isFollowed }, ({ attempt, from, bytes }) =>
        isJson ? printJson({ id: runId, attempt, offset: from, bytes: bytes.toString('base64') }) : print(bytes),
      )
      return orSay(read, () => exitStatus.done)
    })
  })
}
