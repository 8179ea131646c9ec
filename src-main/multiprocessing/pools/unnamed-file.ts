import { closeSync, openSync, readSync, rmdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryFolder } from '../../platform/temporary-folder.ts'

/** A file that this process and those that inherit its descriptor have, and nobody else finds. */
export class UnnamedFile {
  readonly descriptor: number
  readonly #folder: string
  #isNamed = true

  /** @param flags as for `openSync`, of a new file. Throws the system's error, and leaves nothing. */
  constructor(flags: 'wx+' | 'ax+') {
    this.#folder = makeTemporaryFolder('forkyard-worker-')
    try {
      this.descriptor = openSync(this.#file, flags, 0o600)
    } catch (error) {
      rmdirSync(this.#folder)
      throw error
    }
    // Windows keeps what is open.
    if (process.platform !== 'win32') this.#dropName()
  }

  /** At most so many bytes of its beginning. */
  read(most: number): Buffer {
    const bytes = Buffer.alloc(most)
    return bytes.subarray(0, readSync(this.descriptor, bytes, 0, most, 0))
  }

  close(): void {
    closeSync(this.descriptor)
    if (this.#isNamed) this.#dropName()
  }

  get #file(): string {
    return join(this.#folder, 'file')
  }

  /** Needs no descriptor, of which there may be none left. */
  #dropName(): void {
    unlinkSync(this.#file)
    rmdirSync(this.#folder)
    this.#isNamed = false
  }
}
