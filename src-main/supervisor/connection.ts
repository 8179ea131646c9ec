import type { Socket } from 'node:net'
import { FrameDecoder, FrameError, encodeFrame, longestFrame } from './frames.ts'
import { isMessage } from './messages.ts'

/** Code units of JSON that are gathered into one frame at most: 3 bytes each would still fit. */
const fullBatch = Math.floor(longestFrame / 4)

/** Messages over a socket, both ways: those of one tick travel as one frame, a JSON list. */
export class Connection<Outgoing extends object> {
  readonly #socket: Socket
  readonly #decoder = new FrameDecoder()
  #batch: string[] = []
  #batchLength = 0
  #isScheduled = false

  /**
   * @param onMessage Called for each message, in order.
   * @param onEnd Called once, when nothing more will come, with the reason if there is one.
   */
  constructor(socket: Socket, onMessage: (message: unknown) => void, onEnd: (reason?: Error) => void) {
    this.#socket = socket
    let failure: Error | undefined
    socket.on('data', (bytes) => {
      for (const message of this.#decode(bytes)) onMessage(message)
    })
    socket.on('error', (error) => {
      failure = error
    })
    socket.on('close', () => {
      onEnd(failure)
    })
  }

  /** Throws a FrameError where the message alone is longer than a frame. */
  send(message: Outgoing): void {
    const json = JSON.stringify(message)
    if (json.length > fullBatch) {
      this.#flush()
      this.#socket.write(encodeFrame(`[${json}]`))
      return
    }
    if (this.#batchLength + json.length > fullBatch) this.#flush()
    this.#batch.push(json)
    this.#batchLength += json.length + 1
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#flush()
    })
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

  #flush(): void {
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
