import type { Surroundings } from './command.ts'
import { parseRunIds } from './run-ids.ts'
import { tellResults } from './target-results.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard kill ID... [options]

Ends these runs and all of their processes immediately, by SIGKILL: they cannot clean up. Waiting runs are cancelled.

Options:
  --json    One JSON object a run: docs/command-line.md
  --help    Show this

Examples:
  forkyard kill 12
`

const description = { name: 'kill', usage, parse: parseRunIds }

/** `forkyard kill` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, { runIds, isJson }) =>
    orSay(await client.request('kill', { targets: runIds.map((runId) => ({ runId })) }), (results) =>
      tellResults(results, { isJson, done: 'Killed', wrongState: 'had already ended.' }),
    ),
  )
}
