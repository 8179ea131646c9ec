import { readFileSync } from 'node:fs'

/** What stands in a file that names a socket: its address; undefined if there is no such file, or it cannot be read. */
export function readAddressFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
