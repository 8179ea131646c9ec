import { closeSync, openSync, readSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { type ProcessStat, parseStat } from './stat.ts'

/** Bytes of a line of /proc/PID/stat at most: 52 numbers of up to 20 digits, and a name of 64 at most. */
const longestLine = 1_280

/** Opens and reads the files /proc/PID/stat, also when descriptors have run out and others can be given up for them. */
export class StatFiles {
  readonly #buffer = Buffer.alloc(longestLine)
  readonly #release: () => void

  /** @param release gives up the descriptors that are kept */
  constructor(release: () => void) {
    this.#release = release
  }

  /** Undefined for a process that is gone. Throws if descriptors ran out even without the kept ones. */
  open(pid: number): number | undefined {
    try {
      return this.#withDescriptor(() => openSync(`/proc/${String(pid)}/stat`, 'r'))
    } catch (error) {
      if (isOutOfDescriptors(error)) throw error
      return undefined
    }
  }

  /** Undefined for a process that is gone. */
  read(descriptor: number): ProcessStat | undefined {
    try {
      const length = readSync(descriptor, this.#buffer, 0, this.#buffer.length, 0)
      return parseStat(this.#buffer.subarray(0, length))
    } catch {
      // ESRCH: the process is gone.
      return undefined
    }
  }

  /** One process now; undefined if it is gone. */
  readOnce(pid: number): ProcessStat | undefined {
    const descriptor = this.open(pid)
    if (descriptor === undefined) return undefined
    try {
      return this.read(descriptor)
    } finally {
      closeSync(descriptor)
    }
  }

  /** What `listed` gives, or the list asked for again without the kept descriptors if there was none left for it. */
  async listed(listed: Promise<number[]>): Promise<number[]> {
    try {
      return await listed
    } catch (error) {
      if (!isOutOfDescriptors(error)) throw error
      this.#release()
      return listProcesses()
    }
  }

  #withDescriptor<Value>(open: () => Value): Value {
    try {
      return open()
    } catch (error) {
      if (!isOutOfDescriptors(error)) throw error
      this.#release()
      return open()
    }
  }
}

/** The PIDs of all processes, read by another thread. */
export async function listProcesses(): Promise<number[]> {
  const entries = await readdir('/proc')
  return entries.map(Number).filter((pid) => !Number.isNaN(pid))
}

function isOutOfDescriptors(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EMFILE' || code === 'ENFILE'
}
