import { closeSync, openSync } from 'node:fs'

const outputs = [1, 2]

/**
 * From now on this process's output goes to the end of the file, that of native code and of processes that inherit it too:
 * a new descriptor is the lowest one that is free (open(2)). Throws where the file cannot be opened.
 */
export function redirectOutput(file: string): void {
  for (const descriptor of outputs) {
    closeSync(descriptor)
    try {
      place(file, descriptor)
    } catch (error) {
      place(nowhere, descriptor)
      throw error
    }
  }
}

/** What a function that has ended still prints is nobody's. */
export function dropOutput(): void {
  redirectOutput(nowhere)
}

const nowhere = process.platform === 'win32' ? String.raw`\\.\NUL` : '/dev/null'

function place(file: string, wanted: number): void {
  const descriptor = openSync(file, 'a', 0o600)
  if (descriptor !== wanted) throw new Error(`The output of this process cannot be led elsewhere: ${descriptor}.`)
}
