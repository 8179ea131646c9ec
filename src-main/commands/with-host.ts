import { existsSync } from 'node:fs'
import { LocalClient } from '../client/local-client.ts'
import type { Answer, Failure } from '../contract/answer.ts'
import { noStartFileOf } from '../contract/local-address.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import type { Parsed, Wrong } from './options.ts'
import { endQuietlyWithReader, print, say } from './output.ts'
import { sayStopped } from './stopped-host.ts'

/** What a command is beside what it does. */
export interface Description<Options> {
  name: string
  /** The whole of `--help`; its first line is `Usage: …`. */
  usage: string
  parse(args: string[], surroundings: Surroundings): Parsed<Options>
}

/** Reads a command's arguments and carries it out, unless they are wrong or only ask for help. */
export async function withOptions<Options>(
  { name, usage, parse }: Description<Options>,
  args: string[],
  surroundings: Surroundings,
  act: (options: Options) => Promise<number>,
): Promise<number> {
  const parsed = parse(args, surroundings)
  switch (parsed.kind) {
    case 'help':
      await print(usage)
      return exitStatus.done
    case 'wrong':
      process.stderr.write(explainUsage(name, usage, parsed))
      return exitStatus.wrongUsage
    case 'options':
      return act(parsed.value)
  }
}

export function explainUsage(name: string, usage: string, { reason }: Wrong): string {
  const [firstLine = ''] = usage.split('\n', 1)
  return `forkyard ${name}: ${reason}\n${firstLine}\n“forkyard ${name} --help” shows more.\n`
}

/** The same, with a client of the host that runs; without one it says so and ends with 3. */
export function withHost<Options>(
  description: Description<Options>,
  args: string[],
  surroundings: Surroundings,
  act: (client: LocalClient, options: Options) => Promise<number>,
): Promise<number> {
  endQuietlyWithReader()
  return withOptions(description, args, surroundings, async (options) => {
    const connected = await LocalClient.connect(surroundings.dataFolder, { onStopped: sayStopped })
    if (!connected.ok) return refused(connected, exitStatusOfConnection(connected))
    return withClient(connected.value, (client) => act(client, options))
  })
}

/** With a client of the host that runs, or of one that is started now where that is allowed. */
export async function withStartedHost(
  surroundings: Surroundings,
  mayStart: boolean,
  act: (client: LocalClient) => Promise<number>,
): Promise<number> {
  const connected = await connectOrStart(surroundings, mayStart)
  if (!connected.ok) return refused(connected, exitStatusOfConnection(connected))
  return withClient(connected.value, act)
}

/** To the host that runs, or to one that is started now where that is allowed. */
async function connectOrStart(surroundings: Surroundings, mayStart: boolean): Promise<Answer<LocalClient>> {
  const { dataFolder } = surroundings
  const connected = await LocalClient.connect(dataFolder, { onStopped: sayStopped })
  if (connected.ok || connected.code !== 'not-available') return connected
  if (!mayStart || existsSync(noStartFileOf(dataFolder))) {
    const message =
      `No Forkyard is running with the folder ${dataFolder}, and ` +
      `${mayStart ? 'the settings say that none is started automatically' : '--no-start says not to start one'}. ` +
      'Start the desktop app or “forkyard serve” first.'
    return { ...connected, message }
  }
  const { startHost } = await import('./background-host.ts')
  return startHost(surroundings)
}

export async function withClient(client: LocalClient, act: (client: LocalClient) => Promise<number>): Promise<number> {
  try {
    return await act(client)
  } finally {
    client.close()
  }
}

export function exitStatusOfConnection({ code }: Failure): number {
  return code === 'not-available' ? exitStatus.noHost : exitStatus.failed
}

/** Says why, and gives the exit status. */
export function refused({ message }: Failure, status: number = exitStatus.failed): number {
  say(message)
  return status
}

/** Goes on with the value, or says why there is none. */
export async function orSay<Value>(
  answer: Answer<Value>,
  act: (value: Value) => number | Promise<number>,
): Promise<number> {
  return answer.ok ? act(answer.value) : refused(answer)
}
