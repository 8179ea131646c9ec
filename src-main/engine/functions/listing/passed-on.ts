import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ModuleFunction } from '../../../contract/module-listing.ts'
import { type Exports, listJavaScript } from './javascript-functions.ts'
import { ListingError } from './listing-error.ts'

/** Files of one listing. */
const mostFiles = 100

/**
 * The functions that a JavaScript or TypeScript file exports, those that its `export * from './other.ts'` pass on among
 * them. A file that they lead to adds none if it is of a package, cannot be read or parsed, or is beyond the bounds.
 * Rejects for the first file with a ListingError, or the error of the system.
 * @param bytes that the other files may have together
 */
export async function listWithPassedOn(module: string, bytes: number): Promise<ModuleFunction[]> {
  const exported = await gather(module, { seen: new Set([module]), bytes })
  return [...exported.values()].filter((one) => one !== undefined)
}

interface Gathered {
  readonly seen: Set<string>
  /** Left to be read. */
  bytes: number
}

async function gather(module: string, gathered: Gathered): Promise<Exports> {
  const { exports: own, passedOn } = listJavaScript(await readFile(module, 'utf8'), module)
  const others: Exports = new Map()
  for (const source of passedOn) {
    for (const [name, other] of await gatherFrom(source, module, gathered)) {
      // Two files that pass on different things under one name pass on neither (ECMA-262, ResolveExport).
      if (name !== 'default') others.set(name, others.has(name) ? undefined : other)
    }
  }
  return new Map([...own, ...[...others].filter(([name]) => !own.has(name))])
}

async function gatherFrom(source: string, module: string, gathered: Gathered): Promise<Exports> {
  try {
    const file = fileOf(source, module)
    if (file === undefined || gathered.seen.has(file) || gathered.seen.size >= mostFiles) return new Map()
    gathered.seen.add(file)
    const found = await stat(file)
    // What is no regular file might never end.
    if (!found.isFile() || found.size > gathered.bytes) return new Map()
    gathered.bytes -= found.size
    return await gather(file, gathered)
  } catch (error) {
    if (error instanceof ListingError || (error as NodeJS.ErrnoException).code !== undefined) return new Map()
    throw error
  }
}

/** Undefined for what is no file beside it: a package, or one of Node's own modules. */
function fileOf(source: string, module: string): string | undefined {
  return /^(\.{0,2}\/|file:)/.test(source) ? fileURLToPath(new URL(source, pathToFileURL(module))) : undefined
}
