import type { Surroundings } from './command.ts'
import { parseRunIds } from './run-ids.ts'
import { tellResults } from './target-results.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard terminate ID... [options]

Ends these runs and all of their processes: sends SIGTERM, and after the grace period SIGKILL to what is left. Returns
when none of their processes is left. Waiting runs are cancelled.

Options:
  --json    One JSON object a run: docs/command-line.md
  --help    Show this

Examples:
  forkyard terminate 12
  forkyard list --state live --json | jq .id | xargs forkyard terminate
`

const description = { name: 'terminate', usage, parse: parseRunIds }

/** `forkyard terminate` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, { runIds, isJson }) =>
    orSay(await client.request('terminate', { targets: runIds.map((runId) => ({ runId })) }), (results) =>
      tellResults(results, { isJson, done: 'Terminated', wrongState: 'had already ended.' }),
    ),
  )
}
