import type { Surroundings } from './command.ts'
import { parseRunIds } from './run-ids.ts'
import { tellResults } from './target-results.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard cancel ID... [options]

Cancels waiting runs. A run that has already started is not affected.

Options:
  --json    One JSON object a run: docs/command-line.md
  --help    Show this

Examples:
  forkyard cancel 12 13
`

const description = { name: 'cancel', usage, parse: parseRunIds }

/** `forkyard cancel` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, { runIds, isJson }) =>
    orSay(await client.request('cancel', { runIds }), (results) =>
      tellResults(results, {
        isJson,
        done: 'Cancelled',
        wrongState: 'is no longer waiting. “forkyard terminate” ends a running one.',
      }),
    ),
  )
}
