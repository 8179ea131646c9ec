import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { raise } from '../../platform/uncaught.ts'
import { QueueServer } from '../message-queues/queue-server.ts'
import { FrameWriter, readFrames } from '../worker/frames.ts'
import type { ChildEnd, ChildHandle, ChildListener } from './child-handle.ts'
import { type SpawnOptions, type SpawnedChild, endOf, spawnChild } from './child-process.ts'

export interface ChildOptions extends SpawnOptions, ChildListener {
  /** For those who look at message queues. */
  name: string
}

/** Milliseconds that the channel's end, and that of standard error, may come after the process's. */
const lateEnd = 50

/** A Node process that runs functions, with a channel for frames: the parent's side of multiprocessing/worker/entry.ts. */
export class Child implements ChildHandle {
  readonly writer: FrameWriter
  readonly queues: QueueServer
  readonly #process: SpawnedChild['process']
  readonly #channel: SpawnedChild['channel']

  private constructor(name: string, { process, channel }: SpawnedChild) {
    this.#process = process
    this.#channel = channel
    this.writer = new FrameWriter(channel)
    this.queues = new QueueServer(this.writer, { name, pid: process.pid })
  }

  /** It can be sent frames at once. If the system refuses, it has no PID, and `onEnd` is told why. */
  static start({ name, onFrame, onEnd, ...options }: ChildOptions): Child {
    const child = new Child(name, spawnChild(options))
    child.#follow({ onFrame, onEnd }).catch(raise)
    return child
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get stderr(): Readable | undefined {
    return this.#process.stderr ?? undefined
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  setKept(isKept: boolean): void {
    // Each of its pipes is a socket.
    for (const part of [
      this.#process,
      this.#channel as Partial<Socket>,
      this.#process.stderr as Partial<Socket> | null,
    ]) {
      if (isKept) part?.ref?.()
      else part?.unref?.()
    }
  }

  /** Until it has ended and everything that it sent was read. */
  async #follow({ onFrame, onEnd }: ChildListener): Promise<void> {
    const { promise: channelEnd, resolve: endChannel } = Promise.withResolvers<undefined>()
    let brokenBy: Error | undefined
    readFrames(
      this.#channel,
      (frame) => {
        if (!this.queues.take(frame)) onFrame(frame)
      },
      (reason) => {
        endChannel(undefined)
        // The system's errors come with the process's end.
        if (!reason || 'code' in reason) return
        // What it still sends is not understood: its end answers those who wait for it.
        brokenBy = reason
        this.kill('SIGKILL')
      },
    )
    const stderrEnd = closeOf(this.#process.stderr)
    const end: ChildEnd = await endOf(this.#process)
    if (brokenBy) end.error ??= brokenBy
    // A grandchild may hold them open: what was sent before the end has arrived soon after.
    await within(lateEnd, Promise.all([channelEnd, stderrEnd]))
    this.#channel.destroy()
    try {
      this.queues.end()
    } finally {
      onEnd(end)
    }
  }
}

function closeOf(stream: Readable | null): Promise<void> | undefined {
  if (!stream) return undefined
  return new Promise((resolve) => {
    stream.once('close', resolve)
  })
}

/** Resolves with the promise, or after so many milliseconds. */
async function within(limit: number, promise: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, limit, undefined)
  await Promise.race([promise, late])
  clearTimeout(timer)
}
