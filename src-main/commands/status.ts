import type { HostStatus } from '../contract/host-status.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { parseNoOperands } from './no-operands.ts'
import { print, printJson } from './output.ts'
import { describeTime, oneLine } from './texts.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard status [options]

Shows the running Forkyard and its pool. Exits with 3 if none is running; does not start one.

Options:
  --json    One JSON object: docs/command-line.md
  --help    Show this

Examples:
  forkyard status
  forkyard status --json | jq .pools[0].depth
`

const description = { name: 'status', usage, parse: parseNoOperands }

/** `forkyard status` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, { isJson }) =>
    orSay(await client.request('hostStatus', {}), async (status) => {
      await (isJson ? printJson(status) : print(describe(status)))
      return exitStatus.done
    }),
  )
}

function describe({
  kind,
  version,
  pid,
  uptime,
  dataFolder,
  pools,
  notes,
  errors,
  storageFailure,
}: HostStatus): string {
  const host = kind === 'desktop' ? 'the desktop app' : 'no window of its own'
  const entries: [string, string][] = [
    ['Forkyard:', `${version}, ${host}, PID ${pid}, running for ${describeTime(uptime * 1_000)}`],
    ['Folder:', oneLine(dataFolder)],
    ...pools.map(({ name, running, size, depth, isPaused }): [string, string] => [
      `Pool ${oneLine(name)}:`,
      `${running} of ${size} slots taken, ${depth} waiting${isPaused ? ', paused' : ''}`,
    ]),
    ...(storageFailure ? [['Database:', oneLine(storageFailure)] satisfies [string, string]] : []),
    ...(errors ? [['Errors:', describeErrors(errors)] satisfies [string, string]] : []),
    ...notes.map((note): [string, string] => ['Note:', oneLine(note)]),
  ]
  const width = Math.max(...entries.map(([label]) => label.length))
  return entries.map(([label, text]) => `${label.padEnd(width)}  ${text}\n`).join('')
}

function describeErrors({ count, last, file }: NonNullable<HostStatus['errors']>): string {
  return `${count} inside Forkyard since it started, the last: ${oneLine(last)} (see ${oneLine(file)})`
}
