import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { parseNoOperands } from './no-operands.ts'
import { print, printJson, say } from './output.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard stop [options]

Ends the Forkyard that runs, as SIGTERM does, and comes back when it is gone. What becomes of the commands that run: as
its --on-stop says (“forkyard serve --help”); they go on where “forkyard add” has started it.

Options:
  --json    One JSON object, with the process that ended: {"pid":1234}
  --help    Show this

Examples:
  forkyard stop
`

const description = { name: 'stop', usage, parse: parseNoOperands }

/** `forkyard stop` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, { isJson }) =>
    orSay(await client.request('hostStatus', {}), async ({ pid }) => {
      if (process.platform === 'win32') {
        say(`Windows has no signal that asks a process to end: close the window or terminal of process ${pid}.`)
        return exitStatus.failed
      }
      // It has just answered on this connection, so the PID is its own.
      process.kill(pid, 'SIGTERM')
      await client.closed
      while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
      await (isJson ? printJson({ pid }) : print(`Forkyard (process ${pid}) has ended.\n`))
      return exitStatus.done
    }),
  )
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
