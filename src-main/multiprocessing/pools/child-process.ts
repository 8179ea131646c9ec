import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { Duplex } from 'node:stream'
import type { ChildEnd } from './child-handle.ts'
import type { WorkerProgram } from './worker-program.ts'

export interface SpawnOptions {
  program: WorkerProgram
  /** Standard input and output are this process's by default. */
  stdio?: 'inherit' | 'ignore'
  /** Written to its standard input in place of that. */
  input?: string
  /** Begins a session of its own, so that its tree can be told from this process's. */
  isDetached?: boolean
  /** Descriptor of the file that a worker writes the number of the task under way to. */
  taskRecord?: number
  /** Of standard error: the parent's own by default, or a descriptor. */
  stderr?: 'inherit' | 'pipe' | number
}

/** A process with a stream to and from it: its descriptor 3. */
export interface SpawnedChild {
  process: ChildProcess
  channel: Duplex
}

/** Never throws because of the system: the process then has no PID, and its `error` event says why. */
export function spawnChild({
  program,
  stdio = 'inherit',
  input,
  isDetached = false,
  taskRecord,
  stderr = 'inherit',
}: SpawnOptions): SpawnedChild {
  const stdin = input === undefined ? stdio : 'pipe'
  const streams: StdioOptions = [stdin, stdio, stderr, 'pipe', ...(taskRecord === undefined ? [] : [taskRecord])]
  const child = spawn(program.file, program.args, {
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
  child.stdin?.on('error', () => undefined).end(input)
  // Node makes no streams if there is no descriptor left for them.
  const made = child.stdio as ChildProcess['stdio'] | undefined
  return { process: child, channel: (made?.[3] as Duplex | undefined) ?? new Duplex().destroy() }
}

/** Resolves with how the process ended; both null if it could not be started. */
export function endOf(child: SpawnedChild['process']): Promise<ChildEnd> {
  return new Promise((resolve) => {
    let error: Error | undefined
    child.once('error', (reason) => {
      error = reason
      if (child.pid === undefined) resolve({ code: null, signal: null, error: reason })
    })
    child.once('exit', (code, signal) => {
      resolve({ code, signal, ...(error && { error }) })
    })
  })
}
