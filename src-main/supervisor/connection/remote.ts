import { mkdirSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Hello, HostLostPolicy, TaskBase } from '../messages.ts'
import { currentPlatform } from '../platform/current.ts'
import { RemoteSupervisor } from './remote-supervisor.ts'
import { createSocketFolder, removeSocketFolder } from './socket-folder.ts'
import { StartedProcess } from './started-process.ts'
import type { SupervisorProcess } from './supervisor-process.ts'

export interface SupervisorOptions extends TaskBase {
  /** Node, or Electron's own binary. Default: the program that runs this. */
  execPath?: string
  /** Path of process/entry.ts, or of what it was bundled to. */
  entry: string
  /** Where the folders to meet in are made; created with mode 0700 where it is missing. */
  runtimeFolder: string
  /** What becomes of live attempts when this host is lost. Default: terminated with 5 s of grace. */
  onHostLost?: HostLostPolicy
  /** Milliseconds for the start as a whole. Default 10,000. */
  bound?: number
}

/** Milliseconds between tries to connect: its socket appears some 50 ms after its start. */
const retryPause = 5

/**
 * Starts a supervisor process and greets it. Rejects with an Error that says why it could not be started, and leaves
 * nothing behind then.
 */
export async function startSupervisor(options: SupervisorOptions): Promise<RemoteSupervisor> {
  const { execPath = process.execPath, bound = 10_000 } = options
  mkdirSync(options.runtimeFolder, { recursive: true, mode: 0o700 })
  const { socketFolder, secret } = createSocketFolder(options.runtimeFolder)
  const supervisorProcess = new StartedProcess(execPath, options.entry, socketFolder, currentPlatform())
  try {
    const endsAt = performance.now() + bound
    const socket = await connectBefore(endsAt, socketFolder.address, supervisorProcess, bound)
    const supervisor = new RemoteSupervisor(socket, supervisorProcess, socketFolder)
    await supervisor.greet(helloOf(options, secret), endsAt - performance.now())
    return supervisor
  } catch (error) {
    supervisorProcess.kill()
    await supervisorProcess.whenEnded(endBound)
    removeSocketFolder(socketFolder)
    throw error
  }
}

/** Milliseconds that a process which was killed takes to end. */
const endBound = 1_000

/** What this process says of itself. */
export function helloOf(
  { environment, umask, onHostLost = { kind: 'terminate', grace: 5_000 } }: SupervisorOptions,
  secret: string,
): Omit<Hello, 'type' | 'version'> {
  const platform = currentPlatform()
  const host = { pid: process.pid, startTime: platform.startTimeOf(process.pid) }
  platform.close()
  return { secret, host, environment, umask, onHostLost }
}

async function connectBefore(
  endsAt: number,
  address: string,
  supervisorProcess: SupervisorProcess,
  bound: number,
): Promise<Socket> {
  for (;;) {
    const end = supervisorProcess.describeEnd()
    if (end !== undefined) throw new Error(`The process that starts tasks could not be started: ${end}.`)
    const socket = await tryToConnect(address)
    if (socket) return socket
    if (performance.now() > endsAt) {
      throw new Error(`The process that starts tasks did not answer within ${String(bound)} ms.`)
    }
    await wait(retryPause)
  }
}

/** Undefined if nobody listens there. */
export function tryToConnect(address: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address)
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', () => {
      resolve(undefined)
    })
  })
}
