import type { Socket } from 'node:net'
import { raise } from '../../platform/uncaught.ts'
import { FrameDecoder, FrameError, encodeFrame, longestFrame } from './frames.ts'
import { isMessage } from '../messages.ts'

/** Code units of JSON that are gathered into one frame at most: 3 bytes each would still fit. */
const fullBatch = Math.floor(longestFrame / 4)

/** Milliseconds that a message which is not urgent may wait for others to be sent with. */
const batchDelay = 5

/** Messages over a socket, both ways: those of one callback travel as one frame, a JSON list. */
export class Connection<Outgoing extends object> {
  readonly #socket: Socket
  readonly #decoder = new FrameDecoder()
  #batch: string[] = []
  #batchLength = 0
  #isFlushDue = false
  #later: NodeJS.Timeout | undefined

  /**
   * @param onMessage Called for each message, in order.
   * @param onEnd Called once, when nothing more will come, with the reason if there is one.
   */
  constructor(socket: Socket, onMessage: (message: unknown) => void, onEnd: (reason?: Error) => void) {
    this.#socket = socket
    let failure: Error | undefined
    socket.on('data', (bytes) => {
      for (const message of this.#decode(bytes)) {
        try {
          onMessage(message)
        } catch (error) {
          // The others are for others.
          raise(error)
        }
      }
    })
    socket.on('error', (error) => {
      failure = error
    })
    socket.on('close', () => {
      onEnd(failure)
    })
  }

  /**
   * Sends it when the callback that is under way has returned; if it is not urgent, with the next that is, or 5 ms later.
   * Throws a FrameError if the message alone is longer than a frame.
   */
  send(message: Outgoing, isUrgent = true): void {
    const json = JSON.stringify(message)
    if (json.length > fullBatch) {
      this.#flush()
      this.#socket.write(encodeFrame(`[${json}]`))
      return
    }
    if (this.#batchLength + json.length > fullBatch) this.#flush()
    this.#batch.push(json)
    this.#batchLength += json.length + 1
    if (isUrgent) this.#flushAtOnce()
    else
      this.#later ??= setTimeout(() => {
        this.#flush()
      }, batchDelay)
  }

  /** Sends what waits, then ends this side. */
  end(): void {
    this.#flush()
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Nothing after a fault in the stream can be understood: the connection is given up. */
  #decode(bytes: Buffer): unknown[] {
    try {
      return this.#decoder.decode(bytes).flatMap(messagesOf)
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : undefined)
      return []
    }
  }

  #flushAtOnce(): void {
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    queueMicrotask(() => {
      this.#flush()
    })
  }

  #flush(): void {
    this.#isFlushDue = false
    clearTimeout(this.#later)
    this.#later = undefined
    if (this.#batch.length === 0) return
    const frame = encodeFrame(`[${this.#batch.join(',')}]`)
    this.#batch = []
    this.#batchLength = 0
    if (this.#socket.writable) this.#socket.write(frame)
  }
}

function messagesOf(batch: unknown): { type: string }[] {
  if (!Array.isArray(batch) || !batch.every(isMessage))
    throw new FrameError('A frame does not hold a list of messages.')
  return batch
}
