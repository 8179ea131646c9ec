import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the application's own files are. The same from sources, built, packaged, and extracted from a package. */
export interface Installation {
  version: string
  /** The built window: a folder with `index.html`. */
  pageFolder: string
  /** The entry of the supervisor process. */
  supervisorEntry: string
  /** The entry of the threads that hold the database. */
  storageEntry: string
  /** What runs functions: the entry of Node's processes, the text of Python's, and the library that functions may import. */
  workerEntry: string
  /** The entry of threads that run functions. */
  threadEntry: string
  pythonWorker: string
  libraryEntry: string
  /** What compares ways of calling a function: the entry of its processes, and the module that calls and measures. */
  compareEntry: string
  measuringEntry: string
}

/**
 * Goes up from this file to the folder of the application's package.json.
 * @param isBuilt whether the bundles are meant, or the sources; default: what this file belongs to
 */
export function findInstallation(isBuilt = import.meta.filename.endsWith('.js')): Installation {
  let root = import.meta.dirname
  while (!existsSync(join(root, 'package.json'))) {
    if (root === dirname(root)) throw new Error(`No package.json above ${import.meta.dirname}`)
    root = dirname(root)
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const find = (built: string, source: string): string =>
    isBuilt ? join(root, 'out', 'main', built) : join(root, 'src-main', source)
  return {
    version,
    pageFolder: join(root, 'out', 'renderer'),
    supervisorEntry: find('supervisor.js', 'supervisor/process/entry.ts'),
    storageEntry: find('storage.js', 'engine/storage/thread.ts'),
    workerEntry: find('worker.js', 'multiprocessing/worker/entry.ts'),
    threadEntry: find('worker-thread.js', 'multiprocessing/worker/thread-entry.ts'),
    pythonWorker: find('worker.py', 'multiprocessing/worker/python/worker.py'),
    libraryEntry: find('library.js', 'library.ts'),
    compareEntry: find('compare.js', 'multiprocessing/compare/entry.ts'),
    measuringEntry: find('measuring.js', 'multiprocessing/compare/measuring.ts'),
  }
}
