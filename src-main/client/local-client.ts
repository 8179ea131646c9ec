import { type Socket, connect } from 'node:net'
import { type Answer, failure, success } from '../contract/answer.ts'
import type { Notice, Transport } from '../contract/contract.ts'
import { localAddressOf } from '../contract/local-address.ts'
import { MessageLines } from '../contract/message-lines.ts'
import { readAddressFile } from '../platform/address-file.ts'
import { checkDataFolder } from '../platform/data-folder.ts'
import { isStoppedProcess } from '../platform/stopped-process.ts'
import { isInOwnFolder } from '../platform/trusted-path.ts'
import { holderOf } from './holder.ts'

/** Milliseconds without an answer after which it is looked whether the host can answer at all. */
const lookInterval = 2_000

export interface ClientOptions {
  /** Told once: an answer is owed by a host that somebody has stopped by a signal. */
  onStopped?: (pid: number) => void
}

type HostMessage = { id: number | null; answer: Answer<unknown> } | { notice: Notice }

/** The contract, asked over the local socket of the host that runs with a data folder. */
export class LocalClient implements Transport {
  /** Resolves when the connection is gone, from either side. */
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #dataFolder: string
  readonly #awaited = new Map<number, (answer: Answer<never>) => void>()
  readonly #listeners = new Set<(notice: Notice) => void>()
  readonly #onStopped: (pid: number) => void
  #looking: NodeJS.Timeout | undefined
  #lastId = 0
  #isGone = false
  /** The host let go of it, or ended, while it owed no answer. */
  #wasIdle = false

  private constructor(socket: Socket, dataFolder: string, { onStopped = () => undefined }: ClientOptions) {
    this.#socket = socket
    this.#dataFolder = dataFolder
    this.#onStopped = onStopped
    const lines = new MessageLines()
    socket.on('data', (bytes: Buffer) => {
      for (const line of lines.push(bytes)) this.#receive(JSON.parse(new TextDecoder().decode(line)) as HostMessage)
    })
    // Followed by `close`.
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isGone = true
        this.#wasIdle = this.#awaited.size === 0
        clearInterval(this.#looking)
        for (const answer of this.#awaited.values()) answer(this.#gone())
        this.#awaited.clear()
        resolve()
      })
    })
  }

  /**
   * Fails (as a value) with `not-available` where no host runs, and with `system-error` where it cannot be reached, or where
   * another user could have put a host of his own in its place.
   */
  static async connect(dataFolder: string, options: ClientOptions = {}): Promise<Answer<LocalClient>> {
    const checked = checkDataFolder(dataFolder)
    if (!checked.ok) return checked
    const address = addressOf(dataFolder)
    // It may be in a folder for temporary files, which was cleared and made again by another user.
    if (address === undefined || !isInOwnFolder(address)) return noHost(dataFolder)
    const socket = connect(address)
    const refusal = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      socket.once('error', resolve)
      socket.once('connect', () => {
        socket.off('error', resolve)
        resolve(undefined)
      })
    })
    if (refusal === undefined) return success(new LocalClient(socket, dataFolder, options))
    // A socket that nobody listens at was left by a host that was killed.
    if (refusal.code === 'ENOENT' || refusal.code === 'ECONNREFUSED') return noHost(dataFolder)
    return failure(
      'system-error',
      `The Forkyard with the folder ${dataFolder} could not be reached: ${refusal.message}. ` +
        'Call it as the user that runs it, or name another folder by FORKYARD_HOME.',
      { details: { code: refusal.code ?? '', folder: dataFolder } },
    )
  }

  /** Fails (as a value) with `not-available` where the host ends before it has answered. */
  request: Transport['request'] = (name, input) => {
    if (this.#isGone) return Promise.resolve(this.#gone())
    const id = ++this.#lastId
    this.#socket.write(`${JSON.stringify({ id, name, input })}\n`)
    this.#looking ??= setInterval(() => {
      this.#look()
    }, lookInterval).unref()
    return new Promise((resolve) => this.#awaited.set(id, resolve))
  }

  onNotice: Transport['onNotice'] = (listener) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(message: HostMessage): void {
    if ('notice' in message) {
      for (const listener of this.#listeners) listener(message.notice)
      return
    }
    // Without an id: the host could not read what was sent, and ends the connection.
    const ids = message.id === null ? [...this.#awaited.keys()] : [message.id]
    for (const id of ids) {
      this.#awaited.get(id)?.(message.answer as Answer<never>)
      this.#awaited.delete(id)
    }
  }

  /** Somebody may have stopped it by Ctrl+Z in its terminal, or a task may have. */
  #look(): void {
    if (this.#awaited.size === 0) return
    const pid = holderOf(this.#dataFolder)
    if (pid === undefined || !isStoppedProcess(pid)) return
    clearInterval(this.#looking)
    this.#onStopped(pid)
  }

  #gone(): Answer<never> {
    if (this.#wasIdle) {
      return failure(
        'not-available',
        `The connection to the Forkyard with the folder ${this.#dataFolder} is closed: it ended, or nothing was asked of it for 30 s. Connect again.`,
      )
    }
    return failure(
      'not-available',
      `The Forkyard with the folder ${this.#dataFolder} ended before it answered. ` +
        'Start it again (“forkyard serve”), and look at what it has with “forkyard list”.',
    )
  }
}

function addressOf(dataFolder: string): string | undefined {
  const place = localAddressOf(dataFolder, process.platform)
  return place.kind === 'path' ? place.path : readAddressFile(place.file)
}

function noHost(dataFolder: string): Answer<never> {
  return failure(
    'not-available',
    `No Forkyard is running with the folder ${dataFolder}. Start the desktop app or “forkyard serve”; ` +
      '“forkyard add” starts one in the background.',
    { details: { folder: dataFolder } },
  )
}
