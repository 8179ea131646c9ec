import type { Issue } from '../../contract/answer.ts'
import type { ProgramCommand } from '../../contract/command.ts'
import type { Surroundings } from '../environment/surroundings.ts'

/**
 * Bytes for arguments and environment together. Linux: a quarter of the stack's limit, 2 MiB by default (execve(2),
 * "Limits on size of arguments and environment"); macOS: 1 MiB (ARG_MAX, sysctl kern.argmax); Windows: 32,767 UTF-16
 * units for the command line alone (CreateProcessW).
 */
const limits: Partial<Record<NodeJS.Platform, number>> = { linux: 2_097_152, darwin: 1_048_576, win32: 65_534 }

/** Each string has a closing NUL and a pointer to it. */
const overhead = 9

/** Knows how much room the user's environment leaves for a task's arguments. */
export class ArgumentList {
  readonly #limit: number | undefined
  readonly #encoding: BufferEncoding
  readonly #surroundings: Surroundings
  #base: { environment: Record<string, string>; size: number } | undefined

  constructor(surroundings: Surroundings) {
    const { platform } = surroundings
    const isWindows = platform === 'win32'
    this.#surroundings = surroundings
    this.#limit = limits[platform]
    this.#encoding = isWindows ? 'utf16le' : 'utf8'
  }

  /** What is wrong with the size of this command with this added environment. */
  check(command: ProgramCommand, added: Record<string, string>): Issue | undefined {
    if (this.#limit === undefined) return undefined
    const texts = command.kind === 'shell' ? [command.line] : command.argv
    let size = this.#encoding === 'utf8' ? this.#baseSize + this.#sizeOf(added) : 0
    for (const text of texts) size += Buffer.byteLength(text, this.#encoding) + overhead
    if (size <= this.#limit) return undefined
    return {
      path: 'command',
      code: 'argument-list-too-long',
      message: `The command and its environment take ${size} bytes; this system passes at most ${this.#limit} to a program. Put the long part into a file.`,
    }
  }

  /** Added up once for each environment. */
  get #baseSize(): number {
    const { environment } = this.#surroundings
    if (this.#base?.environment !== environment) this.#base = { environment, size: this.#sizeOf(environment) }
    return this.#base.size
  }

  #sizeOf(variables: Record<string, string>): number {
    let size = 0
    for (const [name, value] of Object.entries(variables)) {
      size += Buffer.byteLength(name) + Buffer.byteLength(value) + 1 + overhead
    }
    return size
  }
}
