import { type Answer, failure } from './contract/answer.ts'
import type { HostDescription } from './contract/snapshot.ts'
import { DataFolderHold, type Engine, findDataFolder, describeHost, userEnvironment } from './engine/index.ts'
import { hasDisplay, openInDefaultBrowser } from './host/browser.ts'
import { Clients } from './host/clients.ts'
import { whenAskedToEnd } from './host/end-requests.ts'
import { serveContract } from './host/serve-contract.ts'
import { type OwnWindow, openOwnWindow } from './host/own-window.ts'
import { type ServeOptions, parseServeArguments, serveUsage } from './host/serve-options.ts'
import { onEnter } from './host/terminal.ts'
import { findInstallation } from './installation.ts'
import { type Opening, openHostEngine } from './opening.ts'

/** The headless app: engine, then host. Resolves with the exit status when it has ended and nothing of it is left. */
export async function run(args: string[]): Promise<number> {
  const parsed = parseServeArguments(args)
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(serveUsage)
      return 0
    case 'wrong':
      say(`forkyard serve: ${parsed.reason}\n\n${serveUsage}`)
      return 2
    case 'options':
      return serve(parsed.options)
  }
}

async function serve(options: ServeOptions): Promise<number> {
  // Whoever reads what we say may go away; that is no reason to end.
  process.stderr.on('error', () => undefined)
  const environment = userEnvironment(process.env)
  const place = findDataFolder(process.env)
  const folder = place.dataFolder
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
  const taken = takeFolder(folder, host)
  if (!taken.ok) {
    say(taken.message)
    return 1
  }
  const started = await startEngine({ installation, environment, host })
  if (!started.ok) {
    say(started.message)
    return 1
  }
  const engine = started.value
  const clients = new Clients()
  const served = await serveContract({
    engine,
    pageFolder,
    port: options.port,
    onClientsChanged: (count) => {
      clients.set(count)
    },
  })
  if (!served.ok) {
    await engine.close('terminate')
    say(served.message)
    return 1
  }
  const { createLink, close } = served.value
  taken.value.announce(new URL(createLink()).origin)

  const askedToEnd = whenAskedToEnd(() => engine.count(), say)
  process.stdout.write(`${createLink()}\n`)
  const canAsk = onEnter(() => {
    say(`Another link: ${createLink()}`)
  })
  if (canAsk) say('Each link works once. Enter prints another, Ctrl+C ends Forkyard.')
  if (options.window === 'browser' && hasDisplay(environment)) openInDefaultBrowser(createLink(), environment)
  const window = isAppWindow ? openOwnWindow({ url: createLink(), folder, environment, clients }) : undefined
  await Promise.race(window ? [askedToEnd, whenClosed(window, host, askedToEnd)] : [askedToEnd])

  const { live } = engine.count()
  if (live > 0) say(`Terminating ${live === 1 ? '1 run' : `${live} runs`} …`)
  await engine.close('terminate')
  await close()
  await window?.close()
  return 0
}

/** Fails (as a value) where the data folder cannot be used or the supervisor does not start. */
async function startEngine(opening: Opening): Promise<Answer<Engine>> {
  try {
    return await openHostEngine(opening)
  } catch (error) {
    return folderFailure(opening.host.dataFolder, error)
  }
}

/** Fails (as a value) where another host has the folder, or where it cannot be used. */
function takeFolder(folder: string, host: HostDescription): Answer<DataFolderHold> {
  try {
    return DataFolderHold.take(folder, host)
  } catch (error) {
    return folderFailure(folder, error)
  }
}

function folderFailure(folder: string, error: unknown): Answer<never> {
  const reason = error instanceof Error ? error.message : String(error)
  return failure('system-error', `Forkyard could not start with its folder ${folder}: ${reason}`)
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
