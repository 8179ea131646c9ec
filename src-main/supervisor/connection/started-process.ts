import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Platform } from '../platform/platform.ts'
import type { SocketFolder } from './socket-folder.ts'
import { type SupervisorProcess, lastWords } from './supervisor-process.ts'

/** A supervisor process that this process started. */
export class StartedProcess implements SupervisorProcess {
  readonly #socketFolder: SocketFolder
  readonly #child: ChildProcess
  readonly #platform: Platform
  readonly #startTime: number
  #end: string | undefined

  /** Starts it in a session of its own, with an environment of its own and nothing of ours open. */
  constructor(execPath: string, entry: string, socketFolder: SocketFolder, platform: Platform) {
    this.#socketFolder = socketFolder
    this.#platform = platform
    const log = openSync(socketFolder.logFile, 'a', 0o600)
    try {
      this.#child = spawn(execPath, [...flags(), resolve(entry), socketFolder.folder], {
        cwd: socketFolder.folder,
        env: environment(),
        detached: true,
        stdio: ['ignore', log, log],
        windowsHide: true,
      })
    } finally {
      closeSync(log)
    }
    this.#child.once('error', (error) => {
      this.#end = error.message
    })
    this.#child.once('exit', (code, signal) => {
      this.#end = signal === null ? `it ended with exit status ${String(code)}` : `it was ended by ${signal}`
    })
    this.#child.unref()
    this.#startTime = this.#child.pid === undefined ? 0 : platform.startTimeOf(this.#child.pid)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  describeEnd(): string | undefined {
    if (this.#end === undefined) return undefined
    const words = lastWords(this.#socketFolder)
    return words === '' ? this.#end : `${this.#end}; its last words: ${words}`
  }

  async whenEnded(bound: number): Promise<void> {
    if (this.#end !== undefined) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, bound)
      const stop = (): void => {
        clearTimeout(timer)
        resolve()
      }
      this.#child.once('exit', stop).once('error', stop)
    })
  }

  isStopped(): boolean {
    const { pid } = this.#child
    return pid !== undefined && this.#platform.isStopped({ pid, startTime: this.#startTime })
  }

  continue(): void {
    this.#child.kill('SIGCONT')
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

/**
 * Without V8's own threads a fork stops no other thread, and what is not allocated is not copied by it: a tenth less time a
 * run each, see ARCHITECTURE.md. Of Node alone, as Electron does not document that its binary takes V8's flags when it runs
 * as Node.
 */
function flags(): string[] {
  return 'electron' in process.versions ? [] : ['--single-threaded', '--max-semi-space-size=1']
}

/** Electron's binary runs as Node by this variable. Windows' own libraries need its folder. */
function environment(): Record<string, string> {
  const { SystemRoot } = process.env
  return { ELECTRON_RUN_AS_NODE: '1', ...(SystemRoot !== undefined && { SystemRoot }) }
}
