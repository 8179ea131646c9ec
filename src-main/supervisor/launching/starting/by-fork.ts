import { type ChildProcess, spawn } from 'node:child_process'
import type { ExitStatus } from '../../../contract/run.ts'
import type { OwnProcess, Starter, Started, StartOrder } from './starter.ts'

/**
 * By Node's own `child_process`, on every system. If that forks, it blocks this process for as long as the system takes
 * to copy its page tables.
 */
export const byFork: Starter = {
  start({ program, folder, environment, output }: StartOrder): Started {
    try {
      const child = spawn(program.file, program.args, {
        cwd: folder,
        env: environment,
        detached: true,
        stdio: ['ignore', output, output],
        windowsHide: true,
        windowsVerbatimArguments: program.isVerbatim,
      })
      if (child.pid !== undefined) return { ok: true, process: new Forked(child, child.pid) }
      return { ok: false, error: firstError(child) }
    } catch (error) {
      return { ok: false, error }
    }
  },
}

/** Some failures (ENOENT, EACCES, EAGAIN, EMFILE) are not thrown: a child without PID emits them in the next tick. */
function firstError(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('error', resolve))
}

class Forked implements OwnProcess {
  readonly pid: number
  readonly #child: ChildProcess

  constructor(child: ChildProcess, pid: number) {
    this.#child = child
    this.pid = pid
  }

  /** A refusal comes as an `error` event, within the call. */
  signal(signal: NodeJS.Signals): string | undefined {
    let code: string | undefined
    const listener = (error: NodeJS.ErrnoException): void => {
      code = error.code
    }
    this.#child.once('error', listener)
    this.#child.kill(signal)
    this.#child.off('error', listener)
    return code
  }

  onExit(listener: (exitStatus: ExitStatus) => void): void {
    this.#child.once('exit', (code, signal) => {
      listener(signal === null ? { code: code ?? 0 } : { signal })
    })
  }

  unref(): void {
    this.#child.unref()
  }
}
