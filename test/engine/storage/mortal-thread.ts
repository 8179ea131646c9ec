import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'

/*
 * The thread of the database, which ends at a message if a file in the data folder says so: `end-at-TYPE` before it is
 * worked on, `throw-at-TYPE` the same by an error, `end-after-TYPE` when its answer was about to be sent.
 */

const { folder } = workerData as { folder: string }
const port = parentPort
if (!port) throw new Error('This is a thread’s entry.')

function isTold(what: string): boolean {
  const file = join(folder, what)
  if (!existsSync(file)) return false
  rmSync(file)
  return true
}

port.on('message', ({ type }: { type: string }) => {
  if (isTold(`end-at-${type}`)) process.exit(7)
  if (isTold(`throw-at-${type}`)) throw new Error('a mistake')
})
const post = port.postMessage.bind(port)
port.postMessage = (message: { type: string }) => {
  if (isTold(`end-after-${message.type}`)) process.exit(7)
  post(message)
}
await import('../../../src-main/engine/storage/thread.ts')
