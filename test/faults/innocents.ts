import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { livingProcess } from '../supervisor/processes.ts'
import { waitUntil } from './wait-until.ts'

/** Processes that have nothing to do with any task, and live under PIDs that tasks had. */
export class Innocents {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #startTimes = new Map<number, number>()
  #reused = 0

  /** @param program reuse-pid.c, compiled. */
  constructor(program: string) {
    const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child = child
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  }

  /** How many PIDs were given to innocents. */
  get reused(): number {
    return this.#reused
  }

  /**
   * Gives each of these PIDs, once it is free, to an innocent process; every other one to the leader of a session, which
   * ends and leaves an innocent child in it.
   */
  async take(pids: readonly number[]): Promise<void> {
    for (const [index, pid] of pids.entries()) {
      await waitUntil(`PID ${String(pid)} to be free`, () => isFree(pid))
      this.#child.stdin?.write(`${String(pid)} ${index % 2 === 0 ? 'plain' : 'leader'}\n`)
      const answer = Number((await this.#lines.next()).value)
      const innocent = answer > 0 ? livingProcess(answer) : undefined
      // Somebody else was faster.
      if (!innocent) continue
      this.#startTimes.set(answer, innocent.startTime)
      this.#reused++
    }
  }

  /** Throws where one of them has ended. */
  check(): void {
    for (const [pid, startTime] of this.#startTimes)
      if (livingProcess(pid)?.startTime !== startTime) throw new Error(`The innocent process ${String(pid)} was hit.`)
  }

  async end(): Promise<void> {
    const exit = once(this.#child, 'exit')
    this.#child.stdin?.end()
    await exit
  }
}

/** A zombie has its PID still. */
function isFree(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}
