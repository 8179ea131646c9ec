import type { LocalClient } from '../client/local-client.ts'
import type { BrowserSession } from '../contract/browser-session.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { print, printJson, say } from './output.ts'
import { parseSessionsArguments, sessionsUsage } from './sessions-options.ts'
import { layOut, terminalColumns } from './table.ts'
import { describeMoment, oneLine } from './texts.ts'
import { orSay, withHost } from './with-host.ts'

const description = { name: 'sessions', usage: sessionsUsage, parse: parseSessionsArguments }

/** `forkyard sessions` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, (client, { action, isJson }) => {
    switch (action.kind) {
      case 'list':
        return list(client, isJson)
      case 'revoke':
        return revoke(client, action.sessionIds, isJson)
      case 'link':
        return printLink(client, isJson)
    }
  })
}

async function list(client: LocalClient, isJson: boolean): Promise<number> {
  return orSay(await client.request('listSessions', {}), async (sessions) => {
    if (isJson) for (const session of sessions) await printJson(jsonOf(session))
    else if (sessions.length > 0) {
      const heading = ['ID', 'SIGNED IN', 'LAST USED', 'WINDOWS', 'BROWSER']
      await print(layOut(heading, sessions.map(cellsOf), terminalColumns()))
    }
    return exitStatus.done
  })
}

/** No client of the local socket is part of a session. */
function jsonOf({ sessionId, browser, userAgent, signedInAt, lastUsedAt, connections }: BrowserSession): object {
  return { id: sessionId, browser, userAgent, signedInAt, lastUsedAt, connections }
}

function cellsOf({ sessionId, browser, signedInAt, lastUsedAt, connections }: BrowserSession): string[] {
  return [
    String(sessionId),
    describeMoment(signedInAt),
    describeMoment(lastUsedAt),
    String(connections),
    oneLine(browser),
  ]
}

/** Says of each whether it was signed out; 1 where one was not. */
async function revoke(client: LocalClient, sessionIds: number[], isJson: boolean): Promise<number> {
  let status: number = exitStatus.done
  for (const sessionId of sessionIds) {
    const answer = await client.request('revokeSession', { sessionId })
    if (isJson) await printJson({ id: sessionId, ok: answer.ok, ...(!answer.ok && { code: answer.code }) })
    else if (answer.ok) await print(`Signed out ${sessionId}.\n`)
    if (!answer.ok) {
      say(answer.message)
      status = exitStatus.failed
    }
  }
  return status
}

async function printLink(client: LocalClient, isJson: boolean): Promise<number> {
  return orSay(await client.request('createLink', {}), async (fresh) => {
    await (isJson ? printJson(fresh) : print(`${fresh.link}\n`))
    if (!isJson && process.stdout.isTTY) say(`The link opens one window, within ${fresh.lifetime / 1_000} s.`)
    return exitStatus.done
  })
}
