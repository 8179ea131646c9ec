import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the application's own files are. The same from sources, built, packaged, and extracted from a package. */
export interface Installation {
  version: string
  /** The built window: a folder with `index.html`. */
  pageFolder: string
  /** The entry of the resident supervisor process. */
  supervisorEntry: string
  /** The entry of the threads that hold the database. */
  storageEntry: string
}

/** Goes up from this file to the folder of the application's package.json. */
export function findInstallation(): Installation {
  let root = import.meta.dirname
  while (!existsSync(join(root, 'package.json'))) {
    if (root === dirname(root)) throw new Error(`No package.json above ${import.meta.dirname}`)
    root = dirname(root)
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const isBuilt = import.meta.filename.endsWith('.js')
  return {
    version,
    pageFolder: join(root, 'out', 'renderer'),
    supervisorEntry: isBuilt
      ? join(root, 'out', 'main', 'supervisor.js')
      : join(root, 'src-main', 'supervisor', 'resident.ts'),
    storageEntry: isBuilt
      ? join(root, 'out', 'main', 'storage.js')
      : join(root, 'src-main', 'engine', 'storage', 'thread.ts'),
  }
}
