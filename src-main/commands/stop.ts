import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { parseNoOperands } from './no-operands.ts'
import { print, printJson, say } from './output.ts'
import { orSay, withHost } from './with-host.ts'

const usage = `Usage: forkyard stop [options]

Ends the running Forkyard, as SIGTERM does, and returns when it has ended. Its --on-stop decides what happens to running
commands (“forkyard serve --help”). If “forkyard add” started it, they keep running.

Options:
  --json    One JSON object with the PID of the process that ended: {"pid":1234}
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
        say(
          `Windows has no signal that asks a process to end. Close the window or terminal of the process with PID ${pid}.`,
        )
        return exitStatus.failed
      }
      // It has just answered on this connection, so the PID is its own.
      process.kill(pid, 'SIGTERM')
      await client.closed
      while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
      await (isJson ? printJson({ pid }) : print(`Forkyard (PID ${pid}) has ended.\n`))
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
