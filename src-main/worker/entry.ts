import { Socket } from 'node:net'
import { QueueClient } from '../message-queues/client.ts'
import { withQueues } from '../message-queues/handles.ts'
import { type ChildKind, becomeChild } from './child-state.ts'
import { FrameWriter, readFrames } from './frames.ts'
import { type Run, decodeClone, fromWorker, toWorker } from './messages.ts'
import { endWithParent } from './parent-watch.ts'
import { runOnce } from './run-once.ts'
import { TaskServer } from './task-server.ts'

/*
 * Entry of the processes that functions run in, started by engine/workers. Descriptor 3 leads to the parent; 4, where a
 * worker runs tasks, to a file for the number of the task under way. Arguments: what it is, and its name.
 *
 * A `child` outlives its parent, a `daemon` and a `worker` do not.
 */

const channelDescriptor = 3
const ledgerDescriptor = 4

const [kind, name = ''] = process.argv.splice(2) as [ChildKind, string?]
const state = becomeChild(kind, name)
process.title = name
const channel = new Socket({ fd: channelDescriptor, readable: true, writable: true })
const writer = new FrameWriter(channel)
// A worker's channel keeps it alive anyway.
const queues = new QueueClient(writer, (isKept) => {
  if (kind === 'worker') return
  if (isKept) channel.ref()
  else channel.unref()
})
const revive = (value: unknown): unknown => withQueues(value, (name) => queues.queue(name))
const server = kind === 'worker' ? new TaskServer(writer, state, ledgerDescriptor, revive) : undefined

writer.send(fromWorker.ready, 0)
if (kind !== 'child') endWithParent()
readFrames(
  channel,
  (frame) => {
    if (queues.take(frame)) return
    if (frame.kind === toWorker.run) {
      // From here on it is a program like any other, which ends when nothing is left to do.
      channel.unref()
      void runOnce(decodeClone(frame.content) as Run, state, revive)
    } else {
      server?.take(frame, () => {
        channel.end()
      })
    }
  },
  () => {
    queues.lose()
    if (kind !== 'child') process.exit()
  },
)
