import type { Platform } from '../platform/platform.ts'
import { ProcessTable } from './tree.ts'

/** The system did not let all processes be read: nothing can be said of any. */
export class ScanError extends Error {
  override readonly name = 'ScanError'
}

/** Scans on demand, one at a time; everyone who asks while one is under way shares the next. */
export class SharedScans {
  readonly #platform: Platform
  readonly #since: () => number
  #current: Promise<unknown> = Promise.resolve()
  #next: Promise<ProcessTable> | undefined

  /** @param since Start time of the oldest process whose descendants matter. */
  constructor(platform: Platform, since: () => number) {
    this.#platform = platform
    this.#since = since
  }

  /** A scan that begins after this call. Rejects with a ScanError where the system did not let all be read. */
  take(): Promise<ProcessTable> {
    this.#next ??= this.#current.then(() => this.#scan())
    return this.#next
  }

  async #scan(): Promise<ProcessTable> {
    const scan = this.#platform.scan(this.#since()).catch((error: unknown) => {
      throw new ScanError('The processes could not be listed.', { cause: error })
    })
    this.#current = scan.catch(() => undefined)
    this.#next = undefined
    return new ProcessTable(await scan)
  }
}
