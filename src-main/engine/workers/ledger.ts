import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where a worker writes the number of the task that it begins: after its end, results alone do not tell which it had begun. */
export interface Ledger {
  /** The number that was written last; undefined before the first. */
  read(): number | undefined
  close(): void
}

/** For a process: a file. No pipe, since nobody is to be woken by it. */
export class FileLedger implements Ledger {
  readonly descriptor: number
  readonly #folder: string | undefined

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'forkyard-worker-'))
    this.descriptor = openSync(join(folder, 'task'), 'wx+', 0o600)
    // Windows keeps what is open.
    if (process.platform === 'win32') this.#folder = folder
    else rmSync(folder, { recursive: true })
  }

  read(): number | undefined {
    const bytes = Buffer.alloc(4)
    return readSync(this.descriptor, bytes, 0, 4, 0) === 4 ? bytes.readUInt32LE() : undefined
  }

  close(): void {
    closeSync(this.descriptor)
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** For a thread: memory in common. Numbers of tasks begin with 1. */
export class SharedLedger implements Ledger {
  readonly memory = new Int32Array(new SharedArrayBuffer(4))

  read(): number | undefined {
    return Atomics.load(this.memory, 0) || undefined
  }

  close(): void {
    return
  }
}
