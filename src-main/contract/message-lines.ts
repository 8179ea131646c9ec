const newline = 0x0a

/** Takes the bytes of a stream apart into messages, one a line. */
export class MessageLines {
  #parts: Uint8Array[] = []
  #size = 0

  /** Bytes of the message that has begun; 0 between messages. */
  get begun(): number {
    return this.#size
  }

  /** The messages that these bytes complete, without their newlines. The bytes are kept and must not change. */
  push(bytes: Uint8Array): Uint8Array[] {
    const complete: Uint8Array[] = []
    let start = 0
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      complete.push(this.#finish(bytes.subarray(start, end)))
      start = end + 1
    }
    if (start < bytes.length) {
      this.#parts.push(bytes.subarray(start))
      this.#size += bytes.length - start
    }
    return complete
  }

  #finish(last: Uint8Array): Uint8Array {
    if (this.#size === 0) return last
    const message = new Uint8Array(this.#size + last.length)
    let offset = 0
    for (const part of [...this.#parts, last]) {
      message.set(part, offset)
      offset += part.length
    }
    this.#parts = []
    this.#size = 0
    return message
  }
}
