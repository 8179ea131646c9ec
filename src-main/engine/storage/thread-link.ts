import { Worker } from 'node:worker_threads'

/** What a thread says, and that it is gone. */
export interface ThreadListener<From> {
  receive(message: From): void
  /** Once, however it ended; not after `end`. */
  died(reason: string): void
}

/** A thread of the database, whose end is always noticed. */
export class ThreadLink<To, From> {
  readonly #worker: Worker
  #listener: ThreadListener<From> | undefined

  /** `entry`: path of thread.ts, or of what it was bundled to. */
  constructor(
    entry: string,
    { role, folder }: { role: 'writer' | 'reader'; folder: string },
    listener: ThreadListener<From>,
  ) {
    this.#listener = listener
    this.#worker = new Worker(entry, { workerData: { role, folder } })
    this.#worker.on('message', (message: From) => {
      this.#listener?.receive(message)
    })
    for (const event of ['error', 'messageerror'] as const) {
      this.#worker.on(event, (error: unknown) => {
        this.#die(error instanceof Error ? error.message : String(error))
      })
    }
    this.#worker.on('exit', (code) => {
      this.#die(`it ended with ${String(code)}`)
    })
  }

  post(message: To): void {
    this.#worker.postMessage(message)
  }

  /** Ends it, and hears no more of it. Resolves when it is gone, which a disk that hangs may prevent. */
  async end(): Promise<void> {
    this.#listener = undefined
    await this.#worker.terminate()
  }

  #die(reason: string): void {
    const listener = this.#listener
    this.#listener = undefined
    listener?.died(reason)
  }
}
