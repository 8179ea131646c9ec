import type { Surroundings } from './command.ts'
import { parseRunIds } from './run-ids.ts'
import { tellResults } from './target-results.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard cancel ID... [options]

Drops runs that wait; one that was started is left alone.

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
        wrongState: 'does not wait any more: “forkyard terminate” ends one that lives.',
      }),
    ),
  )
}
