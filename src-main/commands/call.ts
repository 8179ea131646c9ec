import type { LocalClient } from '../client/local-client.ts'
import type { RunId } from '../contract/run.ts'
import { type CallOptions, callUsage, parseCallArguments } from './call-options.ts'
import type { Surroundings } from './command.ts'
import { exitStatus, exitStatusOf } from './exit-status.ts'
import { type Parsed, wrong } from './options.ts'
import { endQuietlyWithReader, print, printJson, say } from './output.ts'
import { areFaithful } from './raw-arguments.ts'
import { inOptions } from './task-refusal.ts'
import { refused, withOptions, withStartedHost } from './with-host.ts'

const description = { name: 'call', usage: callUsage, parse }

/** `forkyard call` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  endQuietlyWithReader()
  return withOptions(description, args, surroundings, (options) =>
    withStartedHost(surroundings, options.mayStart, (client) => call(client, options)),
  )
}

function parse(args: string[], { environment }: Surroundings): Parsed<CallOptions> {
  if (!areFaithful(args)) return wrong('An argument contains bytes that are not UTF-8, which JSON cannot hold.')
  return parseCallArguments(args, { environment, folder: () => process.cwd() })
}

async function call(client: LocalClient, { task, isWaiting, isJson }: CallOptions): Promise<number> {
  const answer = await client.request('submit', { tasks: [task] })
  if (!answer.ok) return refused(inOptions(answer))
  const [runId] = answer.value.runIds as [RunId]
  if (isJson) await printJson({ id: runId })
  else if (!isWaiting) await print(`${runId}\n`)
  return isWaiting ? tellEnd(client, runId, isJson) : exitStatus.done
}

async function tellEnd(client: LocalClient, runId: RunId, isJson: boolean): Promise<number> {
  process.once('SIGINT', () => {
    say(`Run ${runId} keeps running. “forkyard wait ${runId}” waits again, “forkyard terminate ${runId}” ends it.`)
    process.exit(exitStatus.interrupted)
  })
  const [{ waitFor }, { describeEnd, describeThrown }, { jsonOf }] = await Promise.all([
    import('./waiting.ts'),
    import('./texts.ts'),
    import('./run-row.ts'),
  ])
  const waited = await waitFor(client, [runId])
  if (!waited.ok) return refused(waited)
  const whole = await client.request('describeRun', { runId })
  if (!whole.ok) return refused(whole)
  const { run: ended, result, error } = whole.value
  if (ended.phase !== 'ended') return exitStatus.failed
  if (isJson) await printJson({ ...jsonOf(ended), result: result && (JSON.parse(result) as unknown), error })
  else if (result !== undefined) await print(`${result}\n`)
  if (!isJson && error) process.stderr.write(`${describeThrown(error)}\n`)
  if (!isJson && ended.outcome.kind !== 'succeeded') say(`${describeEnd(ended)} Its output: forkyard logs ${runId}`)
  return exitStatusOf(ended.outcome)
}
