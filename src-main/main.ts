import path from 'node:path'
import { app, dialog, protocol, safeStorage } from 'electron'
import { startClean } from './clean-start.ts'
import type { Answer } from './contract/answer.ts'
import {
  DataFolderHold,
  type Engine,
  type OnDamage,
  findDataFolder,
  describeHost,
  userEnvironment,
} from './engine/index.ts'
import { HostErrors } from './host-errors.ts'
import { registerAppScheme } from './shell/app-scheme.ts'
import { serveLocally } from './host/local-socket.ts'
import { askAboutDamage } from './shell/damage-dialog.ts'
import { openKeyring } from './shell/keyring.ts'
import { checkDataFolder } from './platform/data-folder.ts'
import { prepareDataFolder } from './platform/prepare-data-folder.ts'
import { startShell } from './shell/shell.ts'
import { texts } from './shell/texts.ts'
import { openHostEngine } from './opening.ts'

const here = import.meta.dirname
const place = findDataFolder(process.env)
const folder = place.dataFolder
let startNotes: string[] = []

/** Electron itself would show the stack in a dialog, or only warn. */
const errors = new HostErrors(folder, 'desktop app', (sentence) => {
  console.error(sentence)
})

app.enableSandbox()
registerAppScheme(protocol)
// Before Chromium makes a profile in that folder. A full disk is said by the first instance, not by each later one.
const checked = checkDataFolder(folder)
const usable = checked.ok && !checked.value ? prepareDataFolder(folder) : checked
// A data folder of its own gets a window profile of its own, and with it its own single instance.
if (usable.ok && process.env.FORKYARD_HOME && !app.commandLine.hasSwitch('user-data-dir')) {
  app.setPath('userData', path.join(folder, 'window'))
}

if (!usable.ok) {
  refuse(usable.message).catch(() => {
    app.exit(1)
  })
} else if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    console.error(error)
    dialog.showErrorBox(texts.failure.startTitle, error instanceof Error ? error.message : String(error))
    app.exit(1)
  })
} else {
  // The first instance has been told, and comes forward.
  app.quit()
}

async function refuse(message: string): Promise<void> {
  await app.whenReady()
  dialog.showErrorBox(texts.failure.startTitle, message)
  app.exit(1)
}

async function start(): Promise<void> {
  startNotes = await startClean()
  const taken = DataFolderHold.take(folder, { kind: 'desktop', pid: process.pid })
  if (!taken.ok) {
    await refuse(taken.message)
    return
  }
  let [opened] = await Promise.all([startEngine(), app.whenReady()])
  // Again if the choice fails too: a backup may be damaged as well.
  while (!opened.ok) {
    const choice = await askAboutDamage(dialog, opened)
    if (choice === undefined) break
    if (choice === 'quit') {
      app.exit(0)
      return
    }
    opened = await startEngine(choice)
  }
  if (!opened.ok) {
    dialog.showErrorBox(texts.failure.startTitle, opened.message)
    app.exit(1)
    return
  }
  const local = await serveLocally({ engine: opened.value, dataFolder: folder })
  if (!local.ok) {
    await opened.value.close('keep')
    throw new Error(local.message)
  }
  startShell({
    engine: opened.value,
    bundleFolder: path.join(here, '../renderer'),
    preloadFile: path.join(here, '../preload/preload.cjs'),
    developmentPage: app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL,
  })
}

async function startEngine(onDamage: OnDamage = 'refuse'): Promise<Answer<Engine>> {
  const host = describeHost({
    kind: 'desktop',
    version: app.getVersion(),
    ...place,
    canChooseFolder: true,
    // On macOS the app stays when its window goes.
    endsWithWindow: process.platform !== 'darwin',
  })
  const keyring = app.whenReady().then(() => openKeyring(safeStorage, process.platform))
  return openHostEngine({
    host,
    keyring: keyring.then((found) => {
      // Nobody has been told of the host yet.
      host.canWrapSecretKey = found !== undefined
      return found
    }),
    onDamage,
    errors,
    onGivenUp: (reason) => {
      console.error(reason)
      dialog.showErrorBox(texts.failure.givenUpTitle, reason)
      app.exit(1)
    },
    installation: {
      supervisorEntry: path.join(here, 'supervisor.js'),
      storageEntry: path.join(here, 'storage.js'),
      workerEntry: path.join(here, 'worker.js'),
      threadEntry: path.join(here, 'worker-thread.js'),
      pythonWorker: path.join(here, 'worker.py'),
      libraryEntry: path.join(here, 'library.js'),
      compareEntry: path.join(here, 'compare.js'),
      measuringEntry: path.join(here, 'measuring.js'),
    },
    environment: userEnvironment(process.env),
    startNotes,
  })
}
