import { closeSync, constants, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { type Uncaught, detailsOf } from './uncaught.ts'

/** Bytes. A file of this length is renamed to `….old`, in place of the one before. */
const longest = 524_288
/** Characters of one entry. */
const longestEntry = 16_384
/** Entries in a minute; those beyond are counted. */
const mostEntries = 60
const minute = 60_000

const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | nofollow()

/**
 * A file for errors that nobody handled, with their stacks. It takes at most a megabyte with the one before it, and an
 * error that repeats without end does not fill it. Several processes may write to one file.
 */
export class ErrorLog {
  readonly file: string
  readonly #process: string
  #begunAt = -Infinity
  #entries = 0
  #leftOut = 0

  /** @param process what writes, as a few words. The folder of the file must be there. */
  constructor(file: string, process: string) {
    this.file = file
    this.#process = process
  }

  /** Never throws: an error that cannot be written down is told all the same. */
  write({ error, kind }: Uncaught): void {
    const now = performance.now()
    if (now - this.#begunAt > minute) {
      this.#begunAt = now
      this.#entries = 0
    }
    if (++this.#entries > mostEntries) {
      this.#leftOut++
      return
    }
    const leftOut = this.#leftOut > 0 ? `${this.#leftOut} more errors were not written down.\n` : ''
    this.#leftOut = 0
    const head = `${new Date().toISOString()} ${this.#process} (process ${process.pid}): unhandled ${kind}`
    this.#append(`${leftOut}${head}\n${detailsOf(error).slice(0, longestEntry)}\n\n`)
  }

  #append(text: string): void {
    try {
      const descriptor = openSync(this.file, flags, 0o600)
      let length: number
      try {
        writeSync(descriptor, text)
        length = fstatSync(descriptor).size
      } finally {
        closeSync(descriptor)
      }
      if (length > longest) renameSync(this.file, `${this.file}.old`)
    } catch {
      // A full disk, no descriptor, a folder that is gone.
    }
  }
}

/** A link at its place leads nowhere. Windows has no such flag. */
function nofollow(): number {
  return (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0
}
