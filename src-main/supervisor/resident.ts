import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { Journal } from './journal/journal.ts'
import { journalVersion } from './journal/lines.ts'
import { Keeper } from './keeper.ts'
import { newInstance } from './marker.ts'
import { protocolVersion } from './messages.ts'
import { currentPlatform } from './platform/current.ts'
import { readSecret, removeRendezvous, rendezvousIn } from './rendezvous.ts'
import { Residence } from './residence.ts'
import { byFork } from './starting/by-fork.ts'
import { posixSpawnStarter } from './starting/by-posix-spawn.ts'

/*
 * Entry of the resident process, started by remote.ts with the folder to meet in as its only argument. It owns the tasks'
 * processes, so that they outlive the host, and so that starting them never blocks the host: see ARCHITECTURE.md.
 */

const folder = process.argv[2]
if (folder === undefined) throw new Error('The folder to meet in is missing.')
const rendezvous = rendezvousIn(folder)

// A terminal that closes, Ctrl+C and the end of a session are meant for the app, which decides what becomes of its tasks.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

const platform = currentPlatform()
const instance = newInstance()
const { pid } = process
const journal = new Journal(rendezvous.journalFile, {
  type: 'header',
  journal: journalVersion,
  protocol: protocolVersion,
  instance,
  boot: platform.bootId(),
  pid,
  startTime: platform.startTimeOf(pid),
  at: Date.now(),
})
const residence = new Residence({
  secret: readSecret(rendezvous),
  keeper: new Keeper(journal, instance, platform, (await posixSpawnStarter()) ?? byFork),
  platform,
  isReachable: () => existsSync(rendezvous.secretFile),
  onDone: leave,
})
const server = createServer((socket) => {
  residence.receive(socket)
})
server.on('error', (error) => {
  console.error(error)
  leave(false)
})
// For the socket alone: files say their modes, and what tasks make is the user's affair.
const usersMask = process.umask(0o077)
server.listen(rendezvous.address)
process.umask(usersMask)

function leave(isFolderKept: boolean): void {
  if (!isFolderKept) removeRendezvous(rendezvous)
  server.close()
  residence.dismiss(() => process.exit())
}
