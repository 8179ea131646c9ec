import { startClean } from './clean-start.ts'
import { type Answer, success } from './contract/answer.ts'
import type { HostDescription } from './contract/snapshot.ts'
import { DataFolderHold, type Engine, findDataFolder, describeHost, userEnvironment } from './engine/index.ts'
import { HostErrors } from './host-errors.ts'
import { type Access, withAccess } from './host/access.ts'
import { hasDisplay, openInDefaultBrowser, privateLinkFolder } from './host/browser.ts'
import { Clients } from './host/clients.ts'
import { whyNoFile } from './host/default-browser.ts'
import { type OnStop, type ServeOptions, parseServeArguments, serveUsage } from './commands/serve-options.ts'
import { explainUsage } from './commands/with-host.ts'
import { whenAskedToEnd, whenHurried } from './host/end-requests.ts'
import { type LocalSocket, serveLocally } from './host/local-socket.ts'
import { type Host, serveContract } from './host/serve-contract.ts'
import { type OwnWindow, openOwnWindow } from './host/own-window.ts'
import { createPrivateLink } from './host/private-link.ts'
import { removeRedirectFile } from './host/redirect-file.ts'
import { onEnter } from './host/terminal.ts'
import { findInstallation } from './installation.ts'
import { openHostEngine } from './opening.ts'
import { keepDescriptorsFromChildren } from './platform/inherited-descriptors.ts'
import { raise } from './platform/uncaught.ts'

/** The headless app: engine, then host. Resolves with the exit status when it has ended and nothing of it is left. */
export async function run(args: string[]): Promise<number> {
  const parsed = parseServeArguments(args)
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(serveUsage)
      return 0
    case 'wrong':
      process.stderr.write(explainUsage('serve', serveUsage, parsed))
      return 2
    case 'options':
      return serve(parsed.value)
  }
}

async function serve(options: ServeOptions): Promise<number> {
  // Whoever reads what we say may go away; that is no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  await keepDescriptorsFromChildren()
  const environment = userEnvironment(process.env)
  const place = findDataFolder(process.env)
  const folder = place.dataFolder
  const errors = new HostErrors(folder, 'forkyard serve', say)
  const givenUp = Promise.withResolvers<string>()
  const installation = findInstallation()
  const { version, pageFolder } = installation
  const isAppWindow = options.window === 'app-window'
  const host = describeHost({
    kind: 'headless',
    version,
    ...place,
    canChooseFolder: false,
    endsWithWindow: isAppWindow,
  })
  const startNotes = await startClean()
  const taken = DataFolderHold.take(folder, host)
  if (!taken.ok) {
    say(taken.message)
    return 1
  }
  for (const note of startNotes) say(note)
  const started = await openHostEngine({
    installation,
    environment: process.env,
    startNotes,
    host,
    onDamage: options.onDamage,
    errors,
    onGivenUp: givenUp.resolve,
  })
  if (!started.ok) {
    say(started.message)
    return 1
  }
  const engine = started.value
  const clients = new Clients()
  const doors = await openDoors({ engine, folder, pageFolder, port: options.port, clients })
  if (!doors.ok) {
    await engine.close('keep')
    say(doors.message)
    return 1
  }
  const { local, page } = doors.value
  if (page) taken.value.announce(page.origin)

  const onStop = (): OnStop => options.onStop ?? whatIsSet(engine)
  const askedToEnd = whenAskedToEnd(() => engine.count(), onStop, say)
  const window = page && showPage(page, { options, folder, environment, clients })
  if (!page) say(`Forkyard runs with the folder ${folder}, for the command line; “forkyard stop” ends it.`)
  const whyGivenUp = await Promise.race([
    window ? Promise.race([askedToEnd, whenClosed(window, host, askedToEnd)]) : askedToEnd,
    givenUp.promise,
  ])

  if (typeof whyGivenUp === 'string') say(whyGivenUp)
  else await end(engine, onStop())
  await local.close()
  await page?.close()
  await window?.close()
  return typeof whyGivenUp === 'string' ? 1 : 0
}

/** Without `--on-stop` the setting counts; nobody can be asked here. */
function whatIsSet({ settings }: Engine): OnStop {
  return settings.onQuit === 'ask' ? 'terminate' : settings.onQuit
}

async function end(engine: Engine, onStop: OnStop): Promise<void> {
  const { live } = engine.count()
  const runs = live === 1 ? '1 run' : `${live} runs`
  if (live > 0)
    say({ keep: `Leaving ${runs} …`, wait: `Waiting for ${runs} …`, terminate: `Terminating ${runs} …` }[onStop])
  const closed = engine.close(onStop)
  if (onStop === 'wait') {
    whenHurried(() => {
      say('Terminating what still runs …')
      engine.close('terminate').catch(raise)
    })
  }
  await closed
}

/** Where clients come in: the local socket always, HTTP unless there is no port for it. All, or none. */
async function openDoors({
  engine,
  folder,
  pageFolder,
  port,
  clients,
}: {
  engine: Engine
  folder: string
  pageFolder: string
  port: number | undefined
  clients: Clients
}): Promise<Answer<{ local: LocalSocket; page: Host | undefined }>> {
  const page =
    port === undefined
      ? undefined
      : await serveContract({
          engine,
          pageFolder,
          port,
          onClientsChanged: (count) => {
            clients.set(count)
          },
        })
  if (page?.ok === false) return page
  // After the page: whoever finds the socket can have a link.
  const withSessions = page ? withAccess(engine, page.value.access) : engine
  const local = await serveLocally({ engine: withSessions, dataFolder: folder })
  if (!local.ok) await page?.value.close()
  return local.ok ? success({ local: local.value, page: page?.value }) : local
}

/** Prints the link, and opens the window that was asked for. */
function showPage(
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
      say(`Your browser could not be opened: ${error instanceof Error ? error.message : String(error)}`)
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
async function whenClosed(window: OwnWindow, host: HostDescription, otherwise: Promise<void>): Promise<void> {
  const fate = await window.fate
  if (fate.kind === 'closed') return
  // No client has been told of it yet.
  host.endsWithWindow = false
  say(`${fate.reason}\nOpen the link above in a browser instead.`)
  await otherwise
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
