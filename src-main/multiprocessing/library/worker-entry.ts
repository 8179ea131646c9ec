import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const isBuilt = import.meta.filename.endsWith('.js')
const found = new Map<string, string>()

/** The file that processes for functions begin with: beside the bundle of this library, or among its sources. */
export function workerEntry(): string {
  return find(isBuilt ? 'worker.js' : join('worker', 'entry.ts'))
}

/** The same for threads. */
export function threadEntry(): string {
  return find(isBuilt ? 'worker-thread.js' : join('worker', 'thread-entry.ts'))
}

function find(name: string): string {
  const known = found.get(name)
  if (known !== undefined) return known
  let folder = import.meta.dirname
  while (!existsSync(join(folder, name))) {
    if (folder === dirname(folder)) throw new Error(`${name} is missing above ${import.meta.dirname}.`)
    folder = dirname(folder)
  }
  const file = join(folder, name)
  found.set(name, file)
  return file
}
