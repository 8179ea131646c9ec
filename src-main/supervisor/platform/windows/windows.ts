import { execFile } from 'node:child_process'
import { uptime } from 'node:os'
import { promisify } from 'node:util'
import type { ProcessIdentity } from '../../../contract/process.ts'
import { limits } from '../../../contract/limits.ts'
import type { Order, OwnChild, Platform, ProcessRow } from '../platform.ts'
import { parseCim, script } from './cim-output.ts'

/* Windows, by CIM through PowerShell and by taskkill, from Microsoft's documentation. Not yet run on Windows. */

const run = promisify(execFile)
const options = { maxBuffer: 67_108_864, windowsHide: true }

/** PIDs of one call to taskkill: a command line has at most 32,767 characters (CreateProcessW). */
const pidsPerCall = 500

export class WindowsPlatform implements Platform {
  readonly canSuspend = false
  #commands = new Map<number, string>()

  /** PowerShell takes too long to wait for at each start: a scan tells. */
  startTimeOf(): number {
    return 0
  }

  isStopped(): boolean {
    return false
  }

  childrenOf(): number[] {
    return []
  }

  async scan(): Promise<Map<number, ProcessRow>> {
    const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], options)
    const rows = parseCim(stdout, performance.now())
    this.#commands = new Map(rows.map(({ pid, command }) => [pid, command]))
    return new Map(rows.map((row) => [row.pid, row]))
  }

  async living(processes: readonly ProcessIdentity[]): Promise<ProcessIdentity[]> {
    const rows = await this.scan()
    return processes.filter(({ pid, startTime }) => rows.get(pid)?.startTime === startTime)
  }

  /** The minute of the start; where the clock was set since, attempts count as of another boot, and nothing is signalled. */
  bootId(): string {
    return String(Math.round((Date.now() / 1000 - uptime()) / 60))
  }

  giveBack(): Promise<boolean> {
    return Promise.resolve(false)
  }

  commandOf({ pid, name }: ProcessRow): string {
    return (this.#commands.get(pid) ?? `[${name}]`).slice(0, limits.shownCommandLength)
  }

  /** Without `/F` taskkill asks windows to close, which a console program has not: those end after the grace period. */
  async deliver(order: Order, rows: readonly ProcessRow[], own: OwnChild): Promise<Map<number, string>> {
    if (order === 'suspend' || order === 'resume') return new Map(rows.map(({ pid }) => [pid, 'ENOSYS']))
    const now = await this.scan()
    const isSame = (row: ProcessRow): boolean => row.pid === own?.pid || now.get(row.pid)?.startTime === row.startTime
    const pids = rows
      .filter(({ pid }) => pid > 4 && pid !== process.pid)
      .flatMap((row) => (isSame(row) ? [row.pid] : []))
    for (let from = 0; from < pids.length; from += pidsPerCall) {
      const named = pids.slice(from, from + pidsPerCall).flatMap((pid) => ['/PID', String(pid)])
      // It fails where one of them is gone or cannot be asked; what lives on is found by the next scan.
      await run('taskkill.exe', ['/T', ...(order === 'kill' ? ['/F'] : []), ...named], options).catch(() => undefined)
    }
    return new Map()
  }

  close(): void {
    this.#commands.clear()
  }
}
