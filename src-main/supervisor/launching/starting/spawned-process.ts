import type { ExitStatus } from '../../../contract/run.ts'
import type { OwnProcess } from './starter.ts'

/** A child that was not started by Node: whoever waits for it calls `exit`. */
export class SpawnedProcess implements OwnProcess {
  readonly pid: number
  #listener: ((exitStatus: ExitStatus) => void) | undefined

  constructor(pid: number) {
    this.pid = pid
  }

  signal(signal: NodeJS.Signals): string | undefined {
    try {
      process.kill(this.pid, signal)
      return undefined
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN'
    }
  }

  onExit(listener: (exitStatus: ExitStatus) => void): void {
    this.#listener = listener
  }

  exit(exitStatus: ExitStatus): void {
    this.#listener?.(exitStatus)
  }

  unref(): void {
    return
  }
}
