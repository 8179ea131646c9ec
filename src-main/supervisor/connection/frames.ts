/** Bytes of one frame's content at most; more is a fault of the sender. */
export const longestFrame = 16_777_216

const prefixLength = 4

/** What arrived is not a sequence of frames, or not of JSON: nothing more can be read from this connection. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

/** JSON in UTF-8 behind its length in 4 bytes, big-endian. Throws a FrameError if it would be too long. */
export function encodeFrame(json: string): Buffer {
  const length = Buffer.byteLength(json)
  if (length > longestFrame)
    throw new FrameError(`A frame of ${String(length)} bytes is longer than ${String(longestFrame)}.`)
  const frame = Buffer.allocUnsafe(prefixLength + length)
  frame.writeUInt32BE(length)
  frame.write(json, prefixLength)
  return frame
}

/** Cuts a stream of bytes, however it was split or merged on its way, into the values of its frames. */
export class FrameDecoder {
  #chunks: Buffer[] = []
  #length = 0

  /** The values that are complete with these bytes. Throws a FrameError. */
  decode(bytes: Buffer): unknown[] {
    this.#chunks.push(bytes)
    this.#length += bytes.length
    const values: unknown[] = []
    for (let json = this.#take(); json !== undefined; json = this.#take()) values.push(parse(json))
    return values
  }

  #take(): string | undefined {
    if (this.#length < prefixLength) return undefined
    const length = this.#joinedUpTo(prefixLength).readUInt32BE()
    if (length > longestFrame)
      throw new FrameError(`A frame announces ${String(length)} bytes; at most ${String(longestFrame)} are allowed.`)
    const end = prefixLength + length
    if (this.#length < end) return undefined
    const joined = this.#joinedUpTo(end)
    this.#chunks[0] = joined.subarray(end)
    this.#length -= end
    return joined.toString('utf8', prefixLength, end)
  }

  /** The first chunk, with later ones joined to it only where it is too short: each byte is copied once per frame at most. */
  #joinedUpTo(length: number): Buffer {
    const [first = Buffer.alloc(0)] = this.#chunks
    if (first.length >= length) return first
    const joined = Buffer.concat(this.#chunks)
    this.#chunks = [joined]
    return joined
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new FrameError('A frame does not hold JSON.')
  }
}
