import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { limits } from '../../../contract/limits.ts'
import type { ProcessIdentity } from '../../../contract/process.ts'
import type { Order, OwnChild, Platform, ProcessRow } from '../platform.ts'
import { type PsRow, columns, parsePsLine, startTimeOf } from './ps-output.ts'
import { signalProcess } from './signals.ts'

/*
 * macOS, by ps(1), from its manual page. Not yet run on macOS; on Linux the parts that both systems' ps share are tested.
 */

const run = promisify(execFile)
const options = { maxBuffer: 67_108_864, env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' } }

const marked = /^\s*(\d+) .*\sFORKYARD_RUN_ID=([\w.]+)/

/** Start times are in seconds; two processes of one PID within a second are not told apart. */
export class PsPlatform implements Platform {
  readonly canSuspend = true
  /** Those whose environment was looked at, by PID. */
  #markers = new Map<number, { startTime: number; marker: string | undefined }>()
  #commands = new Map<number, string>()

  /** ps takes too long to wait for at each start: a scan tells. */
  startTimeOf(): number {
    return 0
  }

  isStopped(): boolean {
    return false
  }

  childrenOf(): number[] {
    return []
  }

  async scan(since: number): Promise<Map<number, ProcessRow>> {
    const { stdout } = await run('ps', ['-A', '-ww', '-o', columns.join(',')], options)
    const readAt = performance.now()
    const rows = stdout.split('\n').flatMap((text) => parsePsLine(text, readAt) ?? [])
    await this.#readMarkers(rows.filter(({ startTime }) => startTime >= since))
    this.#commands = new Map(rows.map(({ pid, command }) => [pid, command]))
    return new Map(rows.map((row) => [row.pid, { ...row, marker: this.#markers.get(row.pid)?.marker }]))
  }

  async living(processes: readonly ProcessIdentity[]): Promise<ProcessIdentity[]> {
    const rows = await this.scan(Infinity)
    return processes.filter(({ pid, startTime }) => {
      const row = rows.get(pid)
      return row?.startTime === startTime && row.state !== 'zombie'
    })
  }

  /** sysctl(8) of macOS names a session of the machine as Linux names a boot. */
  bootId(): string {
    const variable = process.platform === 'darwin' ? 'kern.bootsessionuuid' : 'kernel.random.boot_id'
    return execFileSync('sysctl', ['-n', variable], { encoding: 'latin1' }).trim()
  }

  giveBack(): Promise<boolean> {
    return Promise.resolve(false)
  }

  commandOf({ pid, name }: ProcessRow): string {
    const command = this.#commands.get(pid) ?? `[${name}]`
    return command.length > limits.shownCommandLength ? `${command.slice(0, limits.shownCommandLength - 1)}…` : command
  }

  async deliver(order: Order, rows: readonly ProcessRow[], own: OwnChild): Promise<Map<number, string>> {
    const startTimes = await this.#startTimes(rows)
    const refusals = new Map<number, string>()
    for (const row of rows) {
      const code = signalProcess(order, row, own, () => startTimes.get(row.pid) === row.startTime)
      if (code) refusals.set(row.pid, code)
    }
    return refusals
  }

  close(): void {
    this.#markers.clear()
    this.#commands.clear()
  }

  /** `-E` shows the environment behind the arguments, of this user's processes (ps(1) of macOS); other systems know it not. */
  async #readMarkers(rows: readonly PsRow[]): Promise<void> {
    const known = this.#markers
    const fresh = rows.filter(({ pid, startTime }) => known.get(pid)?.startTime !== startTime)
    this.#markers = new Map(
      rows.map(({ pid, startTime }) => [pid, { marker: undefined, ...known.get(pid), startTime }]),
    )
    if (process.platform !== 'darwin' || fresh.length === 0) return
    const pids = fresh.map(({ pid }) => pid).join(',')
    // Exit code 1 means that some of them are gone.
    const output = await run('ps', ['-E', '-ww', '-o', 'pid=,command=', '-p', pids], options).catch(() => undefined)
    for (const text of output?.stdout.split('\n') ?? []) {
      const [, pid, marker] = marked.exec(text) ?? []
      const entry = this.#markers.get(Number(pid))
      if (entry) entry.marker = marker
    }
  }

  async #startTimes(rows: readonly ProcessRow[]): Promise<Map<number, number>> {
    if (rows.length === 0) return new Map()
    const pids = rows.map(({ pid }) => pid).join(',')
    const output = await run('ps', ['-o', 'pid=,lstart=', '-p', pids], options).catch(() => undefined)
    const lines = output?.stdout.trim().split('\n') ?? []
    return new Map(
      lines.map((text) => {
        const [pid = '', ...started] = text.trim().split(/\s+/)
        return [Number(pid), startTimeOf(started.join(' '))]
      }),
    )
  }
}
