import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { cLibraryState } from '../../platform/c-library.ts'
import { ErrorLog } from '../../platform/error-log.ts'
import { keepDescriptorsFromChildren } from '../../platform/inherited-descriptors.ts'
import { detailsOf, messageOf, onUncaught, raise } from '../../platform/uncaught.ts'
import { Journal } from '../journal/journal.ts'
import { journalVersion } from '../journal/lines.ts'
import { AttemptRegistry } from './registry.ts'
import { newInstance } from '../launching/marker.ts'
import { protocolVersion } from '../messages.ts'
import { currentPlatform } from '../platform/current.ts'
import { readSecret, removeSocketFolder, socketFolderIn } from '../connection/socket-folder.ts'
import { HostConnections } from './host-connections.ts'
import { byFork } from '../launching/starting/by-fork.ts'
import { posixSpawnStarter } from '../launching/starting/by-posix-spawn.ts'

/*
 * RecordedAttempt of the supervisor process, started by remote.ts with the folder to meet in as its only argument. It owns the tasks'
 * processes, so that they outlive the host, and so that starting them never blocks the host: see ARCHITECTURE.md.
 */

/** Until it can be met nothing depends on it: whoever started it reads its last words. */
onUncaught(({ error }) => {
  console.error(detailsOf(error))
  process.exit(1)
})

const folder = process.argv[2]
if (folder === undefined) throw new Error('The folder to meet in is missing.')
const socketFolder = socketFolderIn(folder)

// A terminal that closes, Ctrl+C and the end of a session are meant for the app, which decides what becomes of its tasks.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

await keepDescriptorsFromChildren()

const cLibrary = await cLibraryState()
if (cLibrary.kind === 'failed') console.error(`The C library cannot be called: ${cLibrary.reason}`)
const posixSpawn = await posixSpawnStarter()
const platform = currentPlatform()
const instance = newInstance()
const { pid } = process
const journal = new Journal(socketFolder.journalFile, {
  type: 'header',
  journal: journalVersion,
  protocol: protocolVersion,
  instance,
  boot: platform.bootId(),
  pid,
  startTime: platform.startTimeOf(pid),
  at: Date.now(),
})
const connections = new HostConnections({
  secret: readSecret(socketFolder),
  registry: new AttemptRegistry(journal, instance, platform, posixSpawn ?? byFork),
  platform,
  description: { starter: posixSpawn ? 'posix_spawn' : 'fork', cLibrary },
  isReachable: () => existsSync(socketFolder.secretFile),
  onDone: leave,
})
const server = createServer((socket) => {
  connections.receive(socket)
})
server.once('error', (error) => {
  console.error(error)
  leave(false)
})
server.once('listening', () => {
  server.removeAllListeners('error')
  // A connection that could not be taken, as no descriptor was free: its host asks again.
  server.on('error', raise)
  const log = new ErrorLog(join(folder, 'errors.log'), 'supervisor')
  // Nothing that goes wrong is worth the exit statuses of all that runs: it goes on, and says so.
  onUncaught((uncaught) => {
    log.write(uncaught)
    connections.tellMistake(messageOf(uncaught.error), detailsOf(uncaught.error))
  })
})
// For the socket alone: files say their modes, and what tasks make is the user's affair.
const usersMask = process.umask(0o077)
server.listen(socketFolder.address)
process.umask(usersMask)

function leave(isFolderKept: boolean): void {
  try {
    if (!isFolderKept) removeSocketFolder(socketFolder)
  } catch (error) {
    raise(error)
  }
  server.close()
  connections.dismiss(() => process.exit())
}
