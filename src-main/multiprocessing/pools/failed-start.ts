import { Duplex } from 'node:stream'
import { QueueServer } from '../message-queues/queue-server.ts'
import { FrameWriter } from '../worker/frames.ts'
import type { ChildHandle, WorkerStart } from './child-handle.ts'

/** In the place of a worker whose preparations failed: it ends at once, and says why. */
export function failedStart({ name, onEnd }: WorkerStart, error: Error): ChildHandle {
  const writer = new FrameWriter(new Duplex().destroy())
  process.nextTick(() => {
    onEnd({ code: null, signal: null, error })
  })
  return {
    writer,
    queues: new QueueServer(writer, { name, pid: undefined }),
    pid: undefined,
    stderr: undefined,
    kill: () => undefined,
    setKept: () => undefined,
  }
}
