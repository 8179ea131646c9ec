import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { Duplex, type Readable } from 'node:stream'
import { QueueServer } from '../message-queues/queue-server.ts'
import { raise } from '../../platform/uncaught.ts'
import type { ChildKind } from '../worker/child-state.ts'
import { type Frame, FrameWriter, readFrames } from '../worker/frames.ts'
import { inheritedOptions } from './node-options.ts'

/** How a child ended, as the system reports it; both null where it could not be started. */
export interface ChildEnd {
  code: number | null
  signal: NodeJS.Signals | null
  /** Why it could not be started, or be talked to. */
  error?: Error
}

/** What is started: multiprocessing/worker/entry.ts in Node, or one that speaks as it does. */
export interface WorkerProgram {
  file: string
  args: string[]
  /** All of it; this process's own by default. */
  environment?: Record<string, string> | undefined
}

/**
 * @param entry path of multiprocessing/worker/entry.ts, or of what it was bundled to
 * @param options for Node, beside those that this process was given
 */
export function nodeProgram(entry: string, kind: ChildKind, name: string, options: string[] = []): WorkerProgram {
  return { file: process.execPath, args: [...inheritedOptions(), ...options, entry, kind, name] }
}

export interface ChildOptions {
  /** For those who look at message queues. */
  name: string
  program: WorkerProgram
  /** Standard input and output are this process's by default. */
  stdio?: 'inherit' | 'ignore'
  /** Written to its standard input in place of that. */
  input?: string
  /** Begins a session of its own, so that its tree can be told from this process's. */
  isDetached?: boolean
  /** Descriptor of the file that a worker writes the number of the task under way to. */
  ledger?: number
  /** Of standard error: the parent's own by default, or a descriptor. */
  stderr?: 'inherit' | 'pipe' | number
  onFrame: (frame: Frame) => void
  /** Called once, when it has ended and everything that it sent was read. */
  onEnd: (end: ChildEnd) => void
}

/** What runs functions, a process or a thread, as its parent has it. */
export interface ChildHandle {
  readonly writer: FrameWriter
  /** Message queues that were handed to it. */
  readonly queues: QueueServer
  /** Undefined where it could not be started. */
  readonly pid: number | undefined
  readonly stderr: Readable | undefined
  kill(signal: NodeJS.Signals): void
  /** Whether it keeps this process alive. */
  setKept(isKept: boolean): void
}

/** Of a worker: what its pool gives to whatever it is started as. */
export type WorkerStart = Pick<ChildOptions, 'name' | 'onFrame' | 'onEnd'> & {
  /** Megabytes that its JavaScript heap may grow to; undefined: as many as Node gives it. */
  maxMemoryMb?: number | undefined
}

/** Milliseconds that the channel's end, and that of standard error, may come after the process's. */
const patience = 50

/** A Node process that runs functions, with a channel for frames: the parent's side of multiprocessing/worker/entry.ts. */
export class Child implements ChildHandle {
  readonly writer: FrameWriter
  readonly queues: QueueServer
  readonly #process: ChildProcess
  readonly #channel: Duplex

  constructor({
    name,
    program,
    stdio = 'inherit',
    input,
    isDetached = false,
    ledger,
    stderr = 'inherit',
    onFrame,
    onEnd,
  }: ChildOptions) {
    const stdin = input === undefined ? stdio : 'pipe'
    const streams: StdioOptions = [stdin, stdio, stderr, 'pipe', ...(ledger === undefined ? [] : [ledger])]
    this.#process = spawn(program.file, program.args, {
      stdio: streams,
      env: {
        ...(program.environment ?? process.env),
        // Electron's binary is Node with this.
        ...('electron' in process.versions && { ELECTRON_RUN_AS_NODE: '1' }),
      },
      detached: isDetached,
      windowsHide: true,
    })
    // It may end before it has read all of it.
    this.#process.stdin?.on('error', () => undefined).end(input)
    // Node makes no streams where there is no descriptor left for them.
    const made = this.#process.stdio as ChildProcess['stdio'] | undefined
    this.#channel = (made?.[3] as Duplex | undefined) ?? new Duplex().destroy()
    this.writer = new FrameWriter(this.#channel)
    this.queues = new QueueServer(this.writer, { name, pid: this.pid })
    const channelEnd = Promise.withResolvers<undefined>()
    const stderrEnd = Promise.withResolvers<undefined>()
    if (this.#process.stderr) this.#process.stderr.once('close', stderrEnd.resolve)
    else stderrEnd.resolve(undefined)
    const take = (frame: Frame): void => {
      if (!this.queues.take(frame)) onFrame(frame)
    }
    let error: Error | undefined
    readFrames(this.#channel, take, (reason) => {
      channelEnd.resolve(undefined)
      // The system's errors come with the process's end.
      if (!reason || 'code' in reason) return
      // What it still sends is not understood: its end answers those who wait for it.
      error ??= reason
      this.kill('SIGKILL')
    })
    const processEnd = new Promise<ChildEnd>((resolve) => {
      this.#process.once('error', (reason) => {
        error = reason
        if (this.#process.pid === undefined) resolve({ code: null, signal: null, error: reason })
      })
      this.#process.once('exit', (code, signal) => {
        resolve({ code, signal, ...(error && { error }) })
      })
    })
    const finish = async (): Promise<void> => {
      const end = await processEnd
      // A grandchild may hold them open: what was sent before the end has arrived soon after.
      const late = Promise.withResolvers<undefined>()
      const timer = setTimeout(late.resolve, patience, undefined)
      await Promise.race([Promise.all([channelEnd.promise, stderrEnd.promise]), late.promise])
      clearTimeout(timer)
      this.#channel.destroy()
      try {
        this.queues.end()
      } finally {
        onEnd(end)
      }
    }
    finish().catch(raise)
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
}
