import type { Duplex } from 'node:stream'
import { QueueClient } from '../message-queues/queue-client.ts'
import { withQueues } from '../message-queues/handles.ts'
import { setNamedQueues } from '../message-queues/named-queues.ts'
import type { CallServer } from './call-server.ts'
import { type ChildKind, type ChildState, becomeChild } from './child-state.ts'
import { raise } from '../../platform/uncaught.ts'
import { type Frame, FrameWriter, readFrames } from './frames.ts'
import { type ProcessWork, decodeClone, fromWorker, toWorker } from './messages.ts'
import { endBy } from './own-errors.ts'
import { runOnce } from './run-once.ts'
import { TaskServer } from './task-server.ts'

export interface OpenChild {
  /** To the parent. */
  channel: Duplex
  /** Whether the channel keeps this process alive. */
  setKept: (isKept: boolean) => void
  kind: ChildKind
  name: string
  /** Writes down which task is begun: its parent reads that if this worker has ended without a word. */
  note: (task: number) => void
  /** The parent is gone. */
  onLost: () => void
  /** For a worker that calls the app's functions. */
  serveCalls?: ((writer: FrameWriter, state: ChildState) => CallServer) | undefined
}

/** Takes what the parent says, from now on. */
export function openChild({ channel, setKept, kind, name, note, onLost, serveCalls }: OpenChild): void {
  const state = becomeChild(kind, name)
  const writer = new FrameWriter(channel)
  // A worker's channel keeps it alive anyway.
  const queues = new QueueClient(writer, (isKept) => {
    if (kind !== 'worker') setKept(isKept)
  })
  setNamedQueues(queues)
  const revive = (value: unknown): unknown => withQueues(value, (queue) => queues.queue(queue))
  const take = (frame: Frame): void => {
    if (queues.take(frame) || calls?.take(frame)) return
    if (frame.kind === toWorker.run) {
      // From here on it is a program like any other, which ends when nothing is left to do, or by what it throws.
      setKept(false)
      runOnce(decodeClone(frame.content) as ProcessWork, state, revive).catch(raise)
    } else {
      server?.take(frame, () => {
        channel.end()
      })
    }
  }
  const server = kind === 'worker' ? new TaskServer(writer, state, note, revive) : undefined
  const calls = serveCalls?.(writer, state)
  writer.send(fromWorker.ready, 0)
  // At once: what this process still has to prepare need not be waited for.
  writer.flush()
  readFrames(
    channel,
    (frame) => {
      try {
        take(frame)
      } catch (error) {
        endBy(error)
      }
    },
    (reason) => {
      queues.lose()
      // What is no frame: nothing that is asked from now on is understood.
      if (reason && !('code' in reason)) endBy(reason)
      onLost()
    },
  )
}
