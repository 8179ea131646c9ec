import { readFileSync } from 'node:fs'
import type { ProcessIdentity } from '../../../contract/process.ts'
import { Turn } from '../../sampling/turn.ts'
import type { Order, OwnChild, Platform, ProcessRow } from '../platform.ts'
import { signalProcess } from '../posix/signals.ts'
import { readKernelUnits } from './auxv.ts'
import { readChildren } from './children.ts'
import { readCommandLine } from './command-line.ts'
import { ProcessReader, descriptorsToKeep } from './process-reader.ts'
import { punchHole } from './punch-hole.ts'

interface CommandLine {
  startTime: number
  name: string
  text: string
}

/** Linux, by /proc alone. */
export class LinuxPlatform implements Platform {
  readonly canSuspend = true
  readonly #reader = new ProcessReader(readKernelUnits(), descriptorsToKeep())
  readonly #ownGroup = this.#reader.identify(process.pid)?.group
  #commandLines = new Map<number, CommandLine>()

  startTimeOf(pid: number): number {
    try {
      return this.#reader.identify(pid)?.startTime ?? 0
    } catch {
      // No descriptor is free: a scan tells later.
      return 0
    }
  }

  isStopped({ pid, startTime }: ProcessIdentity): boolean {
    try {
      const stat = this.#reader.identify(pid)
      return stat?.startTime === startTime && stat.state === 'stopped'
    } catch {
      return false
    }
  }

  childrenOf(pid: number): number[] {
    return readChildren(pid)
  }

  async scan(since: number): Promise<Map<number, ProcessRow>> {
    const rows = await this.#reader.scan(since)
    for (const pid of this.#commandLines.keys()) if (!rows.has(pid)) this.#commandLines.delete(pid)
    return rows
  }

  async living(processes: readonly ProcessIdentity[]): Promise<ProcessIdentity[]> {
    const turn = new Turn()
    const living: ProcessIdentity[] = []
    for (const identity of processes) {
      const stat = this.#reader.identify(identity.pid)
      if (stat?.startTime === identity.startTime && stat.state !== 'zombie') living.push(identity)
      if (turn.isOver()) await turn.next()
    }
    return living
  }

  bootId(): string {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  }

  giveBack(file: string, length: number): Promise<boolean> {
    return punchHole(file, length)
  }

  /** Read once per process, and again when its name has changed, as it does when it executes another program. */
  commandOf({ pid, startTime, name }: ProcessRow): string {
    const known = this.#commandLines.get(pid)
    if (known?.startTime === startTime && known.name === name) return known.text
    const text = readCommandLine(pid, name)
    this.#commandLines.set(pid, { startTime, name, text })
    return text
  }

  deliver(order: Order, rows: readonly ProcessRow[], own: OwnChild): Promise<Map<number, string>> {
    const refusals = new Map<number, string>()
    for (const row of rows) {
      const isOurs = row.group === this.#ownGroup
      const isSame = (): boolean => this.#reader.identify(row.pid)?.startTime === row.startTime
      try {
        const code = isOurs ? 'EPERM' : signalProcess(order, row, own, isSame)
        if (code) refusals.set(row.pid, code)
      } catch (error) {
        // Without a descriptor nobody can say that it is still the one meant: it is asked again.
        refusals.set(row.pid, (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN')
      }
    }
    return Promise.resolve(refusals)
  }

  close(): void {
    this.#reader.release()
    this.#commandLines.clear()
  }
}
