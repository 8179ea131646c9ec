import type { Readable } from 'node:stream'
import type { QueueServer } from '../message-queues/queue-server.ts'
import type { Frame, FrameWriter } from '../worker/frames.ts'

/** How a child ended, as the system reports it; both null if it could not be started. */
export interface ChildEnd {
  code: number | null
  signal: NodeJS.Signals | null
  /** Why it could not be started, or be talked to. */
  error?: Error
}

/** Who hears of a child. */
export interface ChildListener {
  onFrame: (frame: Frame) => void
  /** Called once, when it has ended and everything that it sent was read. */
  onEnd: (end: ChildEnd) => void
}

/** What runs functions, a process or a thread, as its parent has it. */
export interface ChildHandle {
  readonly writer: FrameWriter
  /** Message queues that were handed to it. */
  readonly queues: QueueServer
  /** Undefined if it could not be started. */
  readonly pid: number | undefined
  readonly stderr: Readable | undefined
  kill(signal: NodeJS.Signals): void
  /** Whether it keeps this process alive. */
  setKept(isKept: boolean): void
}

/** What a pool gives to whatever it starts a worker as. */
export interface WorkerStart extends ChildListener {
  /** For those who look at message queues. */
  name: string
  /** Megabytes that its JavaScript heap may grow to; undefined: as many as Node gives it. */
  maxMemoryMb?: number | undefined
}
