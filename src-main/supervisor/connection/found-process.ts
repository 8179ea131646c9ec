import { setTimeout as wait } from 'node:timers/promises'
import type { ProcessIdentity } from '../../contract/process.ts'
import { raise } from '../../platform/uncaught.ts'
import type { Platform } from '../platform/platform.ts'
import type { SocketFolder } from './socket-folder.ts'
import { type SupervisorProcess, lastWords } from './supervisor-process.ts'

/** Milliseconds between looks at a supervisor process that is nobody's child here. */
const lookPause = 20

/** A supervisor process that an earlier host started. */
export class FoundProcess implements SupervisorProcess {
  readonly #identity: ProcessIdentity
  readonly #platform: Platform
  readonly #socketFolder: SocketFolder
  #hasEnded = false

  constructor(identity: ProcessIdentity, platform: Platform, socketFolder: SocketFolder) {
    this.#identity = identity
    this.#platform = platform
    this.#socketFolder = socketFolder
  }

  get pid(): number {
    return this.#identity.pid
  }

  describeEnd(): string | undefined {
    if (!this.#hasEnded) return undefined
    const words = lastWords(this.#socketFolder)
    return words === '' ? 'it ended' : `it ended; its last words: ${words}`
  }

  async whenEnded(bound: number): Promise<void> {
    const endsAt = performance.now() + bound
    while (!this.#hasEnded && performance.now() < endsAt) {
      this.#hasEnded = (await this.#platform.living([this.#identity])).length === 0
      if (!this.#hasEnded) await wait(lookPause)
    }
  }

  isStopped(): boolean {
    return this.#platform.isStopped(this.#identity)
  }

  continue(): void {
    this.#signal('SIGCONT')
  }

  kill(): void {
    this.#signal('SIGKILL')
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, startTime } = this.#identity
    // Another process may have its number by now.
    if (startTime > 0 && this.#platform.startTimeOf(pid) !== startTime) return
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') raise(error)
    }
  }
}
