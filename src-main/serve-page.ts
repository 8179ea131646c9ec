import type { HostDescription } from './contract/snapshot.ts'
import type { ServeOptions } from './commands/serve-options.ts'
import type { Access } from './host/access.ts'
import { hasDisplay, openInDefaultBrowser, privateLinkFolder } from './host/browser.ts'
import type { Clients } from './host/clients.ts'
import { whyNoFile } from './host/default-browser.ts'
import { type OwnWindow, openOwnWindow } from './host/own-window.ts'
import { createPrivateLink } from './host/private-link.ts'
import { removeRedirectFile } from './host/redirect-file.ts'
import type { Host } from './host/serve-contract.ts'
import { onEnter } from './host/terminal.ts'
import { messageOf } from './platform/uncaught.ts'
import { say } from './serve-output.ts'

/** Prints the link, and opens the window that was asked for. */
export function showPage(
  { access }: Host,
  {
    options,
    folder,
    environment,
    clients,
  }: { options: ServeOptions; folder: string; environment: Record<string, string>; clients: Clients },
): OwnWindow | undefined {
  // Of a host that was killed.
  removeRedirectFile(privateLinkFolder(folder))
  process.stdout.write(`${access.createLink()}\n`)
  const canAsk = onEnter(() => {
    say(`Another link: ${access.createLink()}`)
  })
  if (canAsk) say('Each link works once, within a minute. Enter prints another, Ctrl+C ends Forkyard.')
  if (options.window === 'browser' && hasDisplay(environment)) {
    openPage(access, folder, environment).catch((error: unknown) => {
      say(`Your browser could not be opened: ${messageOf(error)}`)
    })
  }
  return options.window === 'app-window' ? openOwnWindow({ access, folder, environment, clients }) : undefined
}

/** Opens the default browser, or says why the printed link is to be used. */
async function openPage(access: Access, folder: string, environment: Record<string, string>): Promise<void> {
  const reason = await whyNoFile(environment)
  const link = reason === undefined ? createPrivateLink(access, privateLinkFolder(folder)) : undefined
  if (link?.ok) openInDefaultBrowser(link.value, environment)
  else say(`${link?.message ?? reason ?? ''} Open the link above in a browser.`)
}

/** Resolves when the window was closed; where it never showed, the printed link remains, and `otherwise` ends. */
export async function whenClosed(window: OwnWindow, host: HostDescription, otherwise: Promise<void>): Promise<void> {
  const fate = await window.fate
  if (fate.kind === 'closed') return
  // No client knows of it yet.
  host.endsWithWindow = false
  say(`${fate.reason}\nOpen the link above in a browser instead.`)
  await otherwise
}
