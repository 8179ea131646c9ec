import type { Readable, Writable } from 'node:stream'

/** Length of what follows these bytes (4), kind (1), number (4). */
const headerLength = 9
const lengthBytes = 4

/** Bytes of one frame's content at most: what its length field can say. */
const longestContent = 2 ** 32 - 1 - (headerLength - lengthBytes)

/** Bytes that are joined into one piece to be written; more are handed on as they are. */
const copiedAtMost = 131_072

/** What arrived is no sequence of frames: nothing more can be read. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

export interface Frame {
  kind: number
  number: number
  content: Buffer
}

/** Frames onto a stream: those of one turn of the event loop travel together. */
export class FrameWriter {
  readonly #stream: Writable
  #parts: Uint8Array[] = []
  #length = 0
  #isFlushDue = false

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /** When the callback that is under way has returned. Throws a RangeError if the content is 4 GiB or more. */
  send(kind: number, number: number, content?: Uint8Array): void {
    const length = content?.byteLength ?? 0
    if (length > longestContent) throw new RangeError(`${length} bytes are more than one message may have (4 GiB).`)
    const header = Buffer.allocUnsafe(headerLength)
    header.writeUInt32LE(headerLength - lengthBytes + length, 0)
    header[lengthBytes] = kind
    header.writeUInt32LE(number, lengthBytes + 1)
    this.#parts.push(header)
    if (content) this.#parts.push(content)
    this.#length += headerLength + length
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    process.nextTick(() => {
      this.flush()
    })
  }

  /** Sends what was gathered now. */
  flush(): void {
    this.#isFlushDue = false
    if (this.#parts.length === 0) return
    const parts = this.#parts
    const length = this.#length
    this.#parts = []
    this.#length = 0
    if (!this.#stream.writable) return
    if (length <= copiedAtMost) {
      this.#stream.write(Buffer.concat(parts, length))
      return
    }
    this.#stream.cork()
    for (const part of parts) this.#stream.write(part)
    this.#stream.uncork()
  }

  /** Bytes that the other side has not taken yet. */
  get backlog(): number {
    return this.#stream.writableLength + this.#length
  }
}

/** Cuts a stream of bytes, however it was split or merged on its way, into frames. */
export class FrameReader {
  /** The beginning of a frame whose header is not complete. */
  #rest: Buffer | undefined
  /** A frame of which the rest of the content is to come: what comes is put in its place at once, and copied only once. */
  #open: (Frame & { filled: number }) | undefined

  /** Calls `take` for each frame that is complete with these bytes. Throws a FrameError. */
  read(bytes: Buffer, take: (frame: Frame) => void): void {
    const chunk = this.#rest ? Buffer.concat([this.#rest, bytes]) : bytes
    this.#rest = undefined
    let at = this.#open ? this.#fill(this.#open, chunk, take) : 0
    while (chunk.length - at >= headerLength) {
      const length = chunk.readUInt32LE(at) - (headerLength - lengthBytes)
      if (length < 0) throw new FrameError('A frame is shorter than its header.')
      const kind = chunk[at + lengthBytes] ?? 0
      const number = chunk.readUInt32LE(at + lengthBytes + 1)
      at += headerLength
      if (length <= chunk.length - at) {
        take({ kind, number, content: chunk.subarray(at, at + length) })
        at += length
      } else {
        this.#open = { kind, number, content: Buffer.allocUnsafeSlow(length), filled: 0 }
        at += this.#fill(this.#open, chunk.subarray(at), take)
      }
    }
    if (at < chunk.length) this.#rest = chunk.subarray(at)
  }

  /** How many of the bytes belong to it. */
  #fill(open: Frame & { filled: number }, bytes: Buffer, take: (frame: Frame) => void): number {
    const { kind, number, content } = open
    const copied = bytes.copy(content, open.filled)
    open.filled += copied
    if (open.filled === content.length) {
      this.#open = undefined
      take({ kind, number, content })
    }
    return copied
  }
}

/** Reads a stream to its end. `onEnd` is called once, with the reason if it broke. */
export function readFrames(stream: Readable, take: (frame: Frame) => void, onEnd: (reason?: Error) => void): void {
  const reader = new FrameReader()
  let failure: Error | undefined
  stream.on('data', (bytes: Buffer) => {
    try {
      reader.read(bytes, take)
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new FrameError(String(error)))
    }
  })
  stream.on('error', (error) => (failure = error))
  stream.on('close', () => {
    onEnd(failure)
  })
}
