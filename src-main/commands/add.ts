import type { LocalClient } from '../client/local-client.ts'
import type { RunId } from '../contract/run.ts'
import { type AddOptions, addUsage, parseAddArguments } from './add-options.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { type Parsed, wrong } from './options.ts'
import { endQuietlyWithReader, print, printJson, say } from './output.ts'
import { areFaithful } from './raw-arguments.ts'
import { inOptions } from './task-refusal.ts'
import { refused, withOptions, withStartedHost } from './with-host.ts'

const description = { name: 'add', usage: addUsage, parse }

/** `forkyard add` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  endQuietlyWithReader()
  return withOptions(description, args, surroundings, (options) =>
    withStartedHost(surroundings, options.mayStart, (client) => add(client, options)),
  )
}

function parse(args: string[], { environment }: Surroundings): Parsed<AddOptions> {
  if (!areFaithful(args)) {
    return wrong(
      'An argument contains bytes that are not UTF-8, which cannot be passed on. If it is a file name, rename the file.',
    )
  }
  return parseAddArguments(args, { environment, folder: () => process.cwd() })
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
    const which = others.length > 0 ? `${runIds.length} runs keep` : `Run ${String(first)} keeps`
    say(
      `${which} running. “forkyard wait ${String(first)}” waits again, “forkyard terminate ${String(first)}” ends it.`,
    )
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
