import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A file that a worker writes the number of the task under way to, and that is read once it has ended: by its results
 * alone nobody could tell which of several tasks it had begun. No pipe, since nobody is to be woken by it.
 */
export class Ledger {
  readonly descriptor: number
  #folder: string | undefined

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'forkyard-worker-'))
    this.descriptor = openSync(join(folder, 'task'), 'wx+', 0o600)
    // Windows keeps what is open.
    if (process.platform === 'win32') this.#folder = folder
    else rmSync(folder, { recursive: true })
  }

  /** The number that was written last; undefined before the first. */
  read(): number | undefined {
    const bytes = Buffer.alloc(4)
    return readSync(this.descriptor, bytes, 0, 4, 0) === 4 ? bytes.readUInt32LE() : undefined
  }

  close(): void {
    closeSync(this.descriptor)
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
  }
}
