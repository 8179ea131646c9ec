import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { QueueServer } from '../message-queues/queue-server.ts'
import { raise } from '../../platform/uncaught.ts'
import { FrameWriter, readFrames } from '../worker/frames.ts'
import { PortStream } from '../worker/port-stream.ts'
import type { ChildHandle, WorkerStart } from './child-handle.ts'
import { SharedTaskRecord } from './task-record.ts'

/** A thread that runs functions: the parent's side of multiprocessing/worker/thread-entry.ts. */
export class ThreadChild implements ChildHandle {
  readonly writer: FrameWriter
  readonly queues: QueueServer
  readonly pid = process.pid
  readonly taskRecord = new SharedTaskRecord()
  readonly #thread: Worker

  /** @param entry path of multiprocessing/worker/thread-entry.ts, or of what it was bundled to */
  constructor(entry: string, { name, maxMemoryMb, onFrame, onEnd }: WorkerStart) {
    this.#thread = new Worker(entry, {
      workerData: { name, taskRecord: this.taskRecord.memory },
      name,
      stderr: true,
      ...(maxMemoryMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb } }),
    })
    const channel = new PortStream(this.#thread)
    this.writer = new FrameWriter(channel)
    this.queues = new QueueServer(this.writer, { name, pid: this.pid })
    let error: Error | undefined
    readFrames(
      channel,
      (frame) => {
        if (!this.queues.take(frame)) onFrame(frame)
      },
      (reason) => {
        if (!reason) return
        // What it still sends is not understood: its end answers those who wait for it.
        error ??= reason
        this.kill()
      },
    )
    this.#thread.once('error', (reason: unknown) => {
      error = reason instanceof Error ? reason : new Error(String(reason))
    })
    this.#thread.once('exit', (code) => {
      channel.destroy()
      this.queues.end()
      onEnd({ code, signal: null, ...(error && { error }) })
    })
  }

  get stderr(): Readable {
    return this.#thread.stderr
  }

  /** Whatever the signal: a thread can only be ended at once. */
  kill(): void {
    this.#thread.terminate().catch(raise)
  }

  setKept(isKept: boolean): void {
    if (isKept) this.#thread.ref()
    else this.#thread.unref()
  }
}
