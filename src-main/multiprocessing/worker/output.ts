import { closeSync, openSync, writeSync } from 'node:fs'
import { openCLibrary } from '../../platform/c-library.ts'

/** Where the output of this process goes. */
export interface Output {
  /** From now on, to the end of this file. Throws the system's error. */
  leadTo(file: string): void
  /** What a function that has ended still prints is nobody's. */
  drop(): void
}

const outputs = [1, 2] as const
const nowhere = process.platform === 'win32' ? String.raw`\\.\NUL` : '/dev/null'

/**
 * By dup2(2), if the C library can be called: output of native code and of processes that inherit it goes there too.
 * Anywhere else by this process's own streams alone.
 */
export async function openOutput(): Promise<Output> {
  const library = await openCLibrary()
  const duplicate = library?.declare('int dup2(int descriptor, int other)')
  return new OwnOutput(duplicate ? (descriptor, output) => duplicate(descriptor, output) : writeStreamTo)
}

class OwnOutput implements Output {
  readonly #lead: (descriptor: number, output: (typeof outputs)[number]) => number | undefined
  #kept: number | undefined

  constructor(lead: (descriptor: number, output: (typeof outputs)[number]) => number | undefined) {
    this.#lead = lead
  }

  leadTo(file: string): void {
    const descriptor = openSync(file, 'a', 0o600)
    for (const output of outputs) this.#lead(descriptor, output)
    if (this.#kept !== undefined) closeSync(this.#kept)
    this.#kept = descriptor
  }

  drop(): void {
    this.leadTo(nowhere)
  }
}

const places: Record<number, number> = {}

function writeStreamTo(descriptor: number, output: (typeof outputs)[number]): undefined {
  const isLed = output in places
  places[output] = descriptor
  if (isLed) return
  const stream = output === 1 ? process.stdout : process.stderr
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    writeSync(places[output] ?? output, typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
    const done = rest.find((item): item is () => void => typeof item === 'function')
    if (done) process.nextTick(done)
    return true
  }
}
