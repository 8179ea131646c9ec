import { Duplex } from 'node:stream'
import type { MessagePort, Worker } from 'node:worker_threads'

/** Bytes to and from a thread, as a stream. */
export class PortStream extends Duplex {
  readonly #port: MessagePort | Worker

  constructor(port: MessagePort | Worker) {
    super()
    this.#port = port
    port.on('message', (bytes: Uint8Array | null) => {
      this.push(bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    })
  }

  override _read(): void {
    return
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    // A copy of its own that is handed over: of a small Buffer, all of the pool that it is cut from would be copied.
    const bytes = new Uint8Array(chunk)
    this.#port.postMessage(bytes, [bytes.buffer])
    done()
  }

  override _final(done: () => void): void {
    this.#port.postMessage(null)
    done()
  }
}
