import { startClean } from './clean-start.ts'
import { DataFolderHold, type Engine, findDataFolder, describeHost, userEnvironment } from './engine/index.ts'
import { HostErrors } from './host-errors.ts'
import { Clients } from './host/clients.ts'
import { type OnStop, type ServeOptions, parseServeArguments, serveUsage } from './commands/serve-options.ts'
import { explainUsage } from './commands/with-host.ts'
import { whenAskedToEnd, whenHurried } from './host/end-requests.ts'
import { findInstallation } from './installation.ts'
import { openHostEngine } from './opening.ts'
import { openDoors } from './serve-doors.ts'
import { say } from './serve-output.ts'
import { showPage, whenClosed } from './serve-page.ts'
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
