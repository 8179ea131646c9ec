import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { print, printJson, say } from './output.ts'
import { parseRunIds } from './run-ids.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard retry ID... [options]

Submits the tasks of these runs again, as new runs, and prints the new ids in the same order.

Options:
  --json    One JSON object a run, with the new id and the old one: {"id":13,"of":12}
  --help    Show this

Examples:
  forkyard retry 12
  forkyard list --outcome failed --json | jq .id | xargs forkyard retry
`

const description = { name: 'retry', usage, parse: parseRunIds }

/** `forkyard retry` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, { runIds, isJson }) =>
    orSay(await client.request('runAgain', { runIds }), async ({ runIds: newIds, unknown }) => {
      const known = runIds.filter((runId) => !unknown.includes(runId))
      for (const [index, id] of newIds.entries()) {
        await (isJson ? printJson({ id, of: known[index] }) : print(`${id}\n`))
      }
      for (const runId of unknown) say(`Run ${runId} does not exist. “forkyard list” shows all runs.`)
      return unknown.length > 0 ? exitStatus.failed : exitStatus.done
    }),
  )
}
