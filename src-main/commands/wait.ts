import type { Surroundings } from './command.ts'
import { print } from './output.ts'
import { parseRunIds } from './run-ids.ts'
import { describeEnd } from './texts.ts'
import { tellEnds, waitFor } from './waiting.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard wait ID... [options]

Waits until these runs have ended, then exits as they did: with the exit status of the run, 128 + the number of the
signal that killed it, or 125 if it was cancelled, could not start, was lost, or its exit status is unknown. Of several
runs, the first exit status that is not 0 is used.

Options:
  --json    One JSON object a run: docs/command-line.md
  --help    Show this

Examples:
  forkyard wait 12 && echo done
  forkyard wait 12 13 14
`

const description = { name: 'wait', usage, parse: parseRunIds }

/** `forkyard wait` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, { runIds, isJson }) =>
    orSay(await waitFor(client, runIds), (waited) =>
      tellEnds(runIds, waited, { isJson, describe: (ended) => print(`${describeEnd(ended)}\n`) }),
    ),
  )
}
