import { readFile, readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

export interface PageFile {
  type: string
  content: Buffer
}

/** By path as a URL has it, from `/`. */
export type PageFiles = ReadonlyMap<string, PageFile>

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

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
        const type = types[extname(entry.name)] ?? 'application/octet-stream'
        return [`/${relative(folder, path).split(sep).join('/')}`, { type, content: await readFile(path) }]
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
