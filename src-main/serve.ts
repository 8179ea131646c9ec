import { join } from 'node:path'
import type { HostDescription } from './contract/snapshot.ts'
import { createEngine, dataFolder, describeHost, makeLogFolder, userEnvironment } from './engine/index.ts'
import { hasDisplay, openInDefaultBrowser } from './host/browser.ts'
import { Clients } from './host/clients.ts'
import { whenAskedToEnd } from './host/end-requests.ts'
import { serveContract } from './host/serve-contract.ts'
import { type OwnWindow, openOwnWindow } from './host/own-window.ts'
import { type ServeOptions, parseServeArguments, serveUsage } from './host/serve-options.ts'
import { onEnter } from './host/terminal.ts'
import { findInstallation } from './installation.ts'
import { startResident } from './supervisor/remote.ts'

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
  const folder = dataFolder(process.env)
  const { version, pageFolder, supervisorEntry } = findInstallation()
  const isAppWindow = options.window === 'app-window'
  const host = describeHost({ kind: 'headless', version, canChooseFolder: false, endsWithWindow: isAppWindow })
  const logFolder = await makeLogFolder(folder)
  const supervisor = await startResident({
    entry: supervisorEntry,
    environment,
    runtimeFolder: join(folder, 'run'),
  })
  const engine = createEngine({ supervisor, logFolder, host, environment })
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
    await engine.close()
    say(served.message)
    return 1
  }
  const { createLink, close } = served.value

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
  await engine.close()
  await close()
  window?.close()
  return 0
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
