import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { isPython } from '../../contract/command-line.ts'
import { type WorkerProgram, nodeProgram } from '../../multiprocessing/pools/worker-program.ts'

/** Files of the application that workers are started from. */
export interface WorkerFiles {
  /** Path of multiprocessing/worker/entry.ts, or of what it was bundled to. */
  workerEntry: string
  /** Path of multiprocessing/worker/python/worker.py. */
  pythonWorker: string
  /** Path of what a function's module gets for `import … from 'forkyard'`. */
  libraryEntry: string
  /** Milliseconds that a module may take to be imported; a minute by default. */
  importLimit?: number
}

/** Makes the programs of workers: what understands the language of a function's file. */
export class WorkerPrograms {
  readonly #files: WorkerFiles
  #pythonSource: string | undefined

  constructor(files: WorkerFiles) {
    this.#files = files
  }

  /** @param environment all that the worker gets */
  of(module: string, name: string, environment: Record<string, string>): WorkerProgram & { input?: string } {
    if (isPython(module)) {
      this.#pythonSource ??= readFileSync(this.#files.pythonWorker, 'utf8')
      // From standard input: no interpreter reads what lies in the application's archive.
      return { file: pythonProgram, args: ['-'], environment, input: this.#pythonSource }
    }
    const program = nodeProgram(this.#files.workerEntry, 'worker', name)
    return { ...program, args: [...program.args, pathToFileURL(this.#files.libraryEntry).href], environment }
  }
}

/** The application's own file that a worker for this module is made from. */
export function programFileOf(module: string, files: WorkerFiles): string {
  return isPython(module) ? files.pythonWorker : files.workerEntry
}

/** As its installers call it. */
export const pythonProgram = process.platform === 'win32' ? 'python' : 'python3'
