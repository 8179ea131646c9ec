import { existsSync } from 'node:fs'
import { LocalClient } from '../client/local-client.ts'
import type { Answer, Failure } from '../contract/answer.ts'
import { noStartFileOf } from '../contract/local-address.ts'
import type { RunId } from '../contract/run.ts'
import { type AddOptions, addUsage, parseAddArguments } from './add-options.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { type Parsed, wrong } from './options.ts'
import { endQuietlyWithReader, print, printJson, say } from './output.ts'
import { areFaithful } from './raw-arguments.ts'
import { exitStatusOfConnection, refused, withClient, withOptions } from './with-host.ts'

const description = { name: 'add', usage: addUsage, parse }

/** `forkyard add` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  endQuietlyWithReader()
  return withOptions(description, args, surroundings, async (options) => {
    const connected = await connect(surroundings, options.mayStart)
    if (!connected.ok) return refused(connected, exitStatusOfConnection(connected))
    return withClient(connected.value, (client) => add(client, options))
  })
}

function parse(args: string[], { environment }: Surroundings): Parsed<AddOptions> {
  if (!areFaithful(args)) {
    return wrong(
      'An argument has bytes that are not UTF-8, which cannot be passed on as they are; rename the file, say.',
    )
  }
  return parseAddArguments(args, { environment, folder: () => process.cwd() })
}

/** To the host that runs, or to one that is started now where that is allowed. */
async function connect(surroundings: Surroundings, mayStart: boolean): Promise<Answer<LocalClient>> {
  const { dataFolder } = surroundings
  const connected = await LocalClient.connect(dataFolder)
  if (connected.ok || connected.code !== 'not-available') return connected
  if (!mayStart || existsSync(noStartFileOf(dataFolder))) {
    const message =
      `No Forkyard runs with the folder ${dataFolder}, and ` +
      `${mayStart ? 'the setting is that none is started by itself' : '--no-start says to start none'}. ` +
      'Start the desktop app or “forkyard serve” first.'
    return { ...connected, message }
  }
  const { startHost } = await import('./background-host.ts')
  return startHost(surroundings)
}

async function add(client: LocalClient, { task, times, isWaiting, isJson }: AddOptions): Promise<number> {
  const answer = await client.request('submit', { tasks: [task], times })
  if (!answer.ok) return refused(inOptions(answer))
  const { runIds } = answer.value
  if (isJson) for (const id of runIds) await printJson({ id })
  else await print(runIds.map((id) => `${id}\n`).join(''))
  return isWaiting ? waitForEnd(client, runIds, isJson) : exitStatus.done
}

async function waitForEnd(client: LocalClient, runIds: RunId[], isJson: boolean): Promise<number> {
  process.once('SIGINT', () => {
    const [first, ...others] = runIds
    const which = others.length > 0 ? `${runIds.length} runs go` : `Run ${String(first)} goes`
    say(`${which} on. “forkyard wait ${String(first)}” waits again, “forkyard terminate ${String(first)}” ends it.`)
    process.exit(exitStatus.interrupted)
  })
  const [{ tellEnds, waitFor }, { describeEnd }] = await Promise.all([import('./waiting.ts'), import('./texts.ts')])
  const waited = await waitFor(client, runIds)
  if (!waited.ok) return refused(waited)
  return tellEnds(runIds, waited.value, {
    isJson,
    describe: (ended) => {
      if (ended.outcome.kind === 'succeeded') return
      say(`${describeEnd(ended)} Its output: forkyard logs ${ended.runId}`)
    },
  })
}

/** The same refusal in the words of the command line, where the host speaks of fields of its request. */
function inOptions(failure: Failure): Failure {
  const sentences = failure.issues?.map(({ path, message }) => {
    const field = path.replace(/^tasks\.0\./, '')
    const name = fieldNames.find(([pattern]) => pattern.test(field))?.[1]
    return name === undefined ? undefined : `${name} ${message}.`
  })
  if (failure.code !== 'invalid-request' || !sentences || sentences.includes(undefined)) return failure
  return { ...failure, message: sentences.join(' ') }
}

const fieldNames: [RegExp, string][] = [
  [/^name$/, '--name'],
  [/^folder$/, '--folder'],
  [/^environment/, 'A variable of --env or --secret'],
  [/^secrets/, '--secret'],
  [/^times$/, '--times'],
  [/^command\.line$/, '--shell'],
  [/^command/, 'The command'],
]
