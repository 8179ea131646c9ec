import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Bytes of it that are read. */
const longest = 4_096

/** What a worker prints before it has a log: a file without a name, since nobody reads along. */
export class StartText {
  readonly descriptor: number
  readonly #folder: string | undefined

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'forkyard-start-'))
    this.descriptor = openSync(join(folder, 'text'), 'ax+', 0o600)
    // Windows keeps what is open.
    if (process.platform === 'win32') this.#folder = folder
    else rmSync(folder, { recursive: true })
  }

  read(): string {
    const bytes = Buffer.alloc(longest)
    return bytes.toString('utf8', 0, readSync(this.descriptor, bytes, 0, longest, 0)).trim()
  }

  close(): void {
    closeSync(this.descriptor)
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
  }
}
