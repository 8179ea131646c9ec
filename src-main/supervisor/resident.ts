import { createServer } from 'node:net'
import { Residence } from './residence.ts'
import { readSecret, removeRendezvous, rendezvousIn } from './rendezvous.ts'

/*
 * Entry of the resident process, started by remote.ts with the folder to meet in as its only argument. It owns the tasks'
 * processes, so that they outlive the host, and so that starting them never blocks the host: see design.md, "Launching".
 */

/** Milliseconds that it waits for its host. */
const hostBound = 15_000

const folder = process.argv[2]
if (folder === undefined) throw new Error('The folder to meet in is missing.')
const rendezvous = rendezvousIn(folder)

// A terminal that closes, Ctrl+C and the end of a session are meant for the app, which decides what becomes of its tasks.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.umask(0o077)

const residence = new Residence(readSecret(rendezvous), leave)
const server = createServer((socket) => {
  residence.receive(socket)
})
server.on('error', (error) => {
  console.error(error)
  leave()
})
server.listen(rendezvous.address)
setTimeout(() => {
  if (!residence.hasHadHost) leave()
}, hostBound).unref()

function leave(): void {
  removeRendezvous(rendezvous)
  server.close()
  residence.dismiss(() => process.exit())
}
