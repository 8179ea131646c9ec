import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

let found: string | undefined

/** The file that processes for functions begin with: beside the bundle of this library, or among its sources. */
export function workerEntry(): string {
  if (found !== undefined) return found
  const isBuilt = import.meta.filename.endsWith('.js')
  const name = isBuilt ? 'worker.js' : join('worker', 'entry.ts')
  let folder = import.meta.dirname
  while (!existsSync(join(folder, name))) {
    if (folder === dirname(folder)) throw new Error(`${name} is missing above ${import.meta.dirname}.`)
    folder = dirname(folder)
  }
  return (found = join(folder, name))
}
