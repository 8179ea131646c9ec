import { closeSync, constants, ftruncateSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { RecordedAttempts, linesOf } from './recorded-attempts.ts'
import type { Header, JournalLine } from './lines.ts'

const appending = constants.O_WRONLY | constants.O_APPEND

/** Bytes above which it is checked whether rewriting it would save more than half. */
const longest = 1_048_576

/** Milliseconds between tries to write what did not fit on the disk. */
const retryPause = 500

/**
 * What a supervisor process did, one line of JSON each, appended with a plain write before anybody is told: it survives the
 * death of the process at any moment. Lines that do not fit on the disk are kept and tried again, in order.
 */
export class Journal {
  readonly attempts = new RecordedAttempts()
  readonly file: string
  readonly #header: Header
  #descriptor: number
  #length: number
  #checkAt = longest
  #waiting: string[] = []
  /** The last line may be half of one, which could not be taken back: the next one is kept apart from it. */
  #isTorn = false
  #timer: NodeJS.Timeout | undefined

  /** Begins a new one. Throws the system's error. */
  constructor(file: string, header: Header) {
    this.file = file
    this.#header = header
    const first = text([header])
    writeFileSync(file, first, { mode: 0o600, flag: 'wx' })
    this.#descriptor = openSync(file, appending)
    this.#length = Buffer.byteLength(first)
  }

  /** What happened: applied in any case, and written now or, where the disk is full, later. */
  record(...lines: JournalLine[]): void {
    for (const line of lines) this.attempts.apply(line)
    if (!this.#flush() || !this.#append(text(lines))) {
      this.#waiting.push(text(lines))
      this.#retryLater()
    }
    this.#compact()
  }

  /** What is about to be done: false if it cannot be written, and then it must not be done. */
  announce(line: JournalLine): boolean {
    if (!this.#flush() || !this.#append(text([line]))) return false
    this.attempts.apply(line)
    return true
  }

  close(): void {
    clearTimeout(this.#timer)
    closeSync(this.#descriptor)
  }

  #flush(): boolean {
    while (this.#waiting[0] !== undefined) {
      if (!this.#append(this.#waiting[0])) return false
      this.#waiting.shift()
    }
    return true
  }

  #retryLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (!this.#flush()) this.#retryLater()
    }, retryPause)
  }

  /** All or nothing: half a line would make the next one unreadable. */
  #append(lines: string): boolean {
    const bytes = Buffer.from(this.#isTorn ? `\n${lines}` : lines)
    try {
      if (writeSync(this.#descriptor, bytes) === bytes.length) {
        this.#length += bytes.length
        this.#isTorn = false
        return true
      }
    } catch {
      // ENOSPC, EDQUOT, EIO: said by the answer.
    }
    try {
      ftruncateSync(this.#descriptor, this.#length)
    } catch {
      this.#isTorn = true
    }
    return false
  }

  /**
   * Rewritten beside it, then renamed over it: readers find the old one or the new one, whole. It is opened before it is
   * renamed, so that nothing can fail after that.
   */
  #compact(): void {
    if (this.#length < this.#checkAt || this.#waiting.length > 0) return
    const lines = text([this.#header, ...[...this.attempts.entries.values()].flatMap(linesOf)])
    const length = Buffer.byteLength(lines)
    this.#checkAt = Math.max(longest, this.#length * 1.5)
    if (length > this.#length / 2) return
    const next = `${this.file}.new`
    try {
      writeFileSync(next, lines, { mode: 0o600 })
      const descriptor = openSync(next, appending)
      renameSync(next, this.file)
      closeSync(this.#descriptor)
      this.#descriptor = descriptor
      this.#length = length
      this.#checkAt = Math.max(longest, length * 2)
    } catch {
      // No room for it: the old one goes on.
    }
  }
}

function text(lines: readonly (Header | JournalLine)[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}
