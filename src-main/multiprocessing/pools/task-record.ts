import { UnnamedFile } from './unnamed-file.ts'

/** Where a worker writes the number of the task that it begins: after its end, results alone do not tell which it had begun. */
export interface TaskRecord {
  /** The number that was written last, from 1; undefined before the first. */
  read(): number | undefined
  close(): void
}

/** For a process: a file. No pipe, since nobody is to be woken by it. */
export class FileTaskRecord implements TaskRecord {
  readonly #file = new UnnamedFile('wx+')

  get descriptor(): number {
    return this.#file.descriptor
  }

  read(): number | undefined {
    const bytes = this.#file.read(4)
    return bytes.length === 4 ? bytes.readUInt32LE() : undefined
  }

  close(): void {
    this.#file.close()
  }
}

/** For a thread: memory in common. */
export class SharedTaskRecord implements TaskRecord {
  readonly memory = new Int32Array(new SharedArrayBuffer(4))

  read(): number | undefined {
    return Atomics.load(this.memory, 0) || undefined
  }

  close(): void {
    return
  }
}
