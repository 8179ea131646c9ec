import { readFile, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { mediaType } from '../platform/media-type.ts'

export interface PageFile {
  type: string
  content: Buffer
}

/** By path as a URL has it, from `/`. */
export type PageFiles = ReadonlyMap<string, PageFile>

/**
 * Reads the window's files (about 3 MB) into memory. Requests are looked up there and never touch the file system, so
 * no path can lead out of the folder, and a rebuild does not change a page that is open. Symbolic links are left out.
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<[string, PageFile]> => {
        const path = join(entry.parentPath, entry.name)
        const content = await readFile(path)
        return [`/${relative(folder, path).split(sep).join('/')}`, { type: mediaType(entry.name), content }]
      }),
  )
  const byPath = new Map(files)
  const start = byPath.get('/index.html')
  return start ? byPath.set('/', start) : byPath
}

/** The file that a request's target names, if there is one. */
export function findPageFile(files: PageFiles, target: string): PageFile | undefined {
  const [path = ''] = target.split('?', 1)
  try {
    return files.get(decodeURIComponent(path))
  } catch {
    return undefined
  }
}
