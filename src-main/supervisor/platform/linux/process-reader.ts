import { closeSync, readFileSync } from 'node:fs'
import { Turn } from '../../sampling/turn.ts'
import type { ProcessRow } from '../platform.ts'
import type { KernelUnits } from './auxv.ts'
import { KnownProcess } from './known-process.ts'
import { StatFiles, listProcesses } from './stat-files.ts'
import type { ProcessStat } from './stat.ts'

/** Reads /proc/PID/stat of all processes, with kept descriptors, in short turns. */
export class ProcessReader {
  readonly #units: KernelUnits
  readonly #mostDescriptors: number
  readonly #known = new Map<number, KnownProcess>()
  readonly #files = new StatFiles(() => {
    this.release()
  })
  #descriptors = 0
  #scan = 0

  /** @param mostDescriptors How many descriptors may be kept open. */
  constructor(units: KernelUnits, mostDescriptors: number) {
    this.#units = units
    this.#mostDescriptors = mostDescriptors
  }

  /** One scan at a time. The list of processes is read by another thread, those that are known meanwhile. */
  async scan(since: number): Promise<Map<number, ProcessRow>> {
    const rows = new Map<number, ProcessRow>()
    const turn = new Turn()
    const scan = ++this.#scan
    const listed = listProcesses()
    // Met below; it must not count as nobody's meanwhile.
    listed.catch(() => undefined)
    for (const { pid, descriptor } of this.#known.values()) {
      if (descriptor === undefined) continue
      const row = this.#read(pid, since, scan)
      if (row) rows.set(pid, row)
      if (turn.isOver()) await turn.next()
    }
    for (const pid of await this.#files.listed(listed)) {
      if (rows.has(pid)) continue
      const row = this.#read(pid, since, scan)
      if (row) rows.set(pid, row)
      if (turn.isOver()) await turn.next()
    }
    for (const known of this.#known.values()) if (known.scan !== scan) this.#forget(known)
    return rows
  }

  /** One process now; undefined if it is gone. */
  identify(pid: number): ProcessStat | undefined {
    return this.#files.readOnce(pid)
  }

  /** Closes every kept descriptor; a later scan opens them again. */
  release(): void {
    for (const known of this.#known.values()) this.#closeDescriptor(known)
  }

  #read(pid: number, since: number, scan: number): ProcessRow | undefined {
    const kept = this.#known.get(pid)
    if (kept?.descriptor !== undefined) {
      const stat = this.#files.read(kept.descriptor)
      if (stat) return this.#row(kept, stat, since, scan)
      this.#forget(kept)
    }
    const descriptor = this.#files.open(pid)
    if (descriptor === undefined) return undefined
    const stat = this.#files.read(descriptor)
    const isKept = stat !== undefined && this.#descriptors < this.#mostDescriptors
    if (!isKept) closeSync(descriptor)
    if (!stat) return undefined
    const known = this.#recall(pid, stat)
    if (isKept) {
      known.descriptor = descriptor
      this.#descriptors++
    }
    return this.#row(known, stat, since, scan)
  }

  #recall(pid: number, { startTime }: ProcessStat): KnownProcess {
    const before = this.#known.get(pid)
    if (before?.startTime === startTime) return before
    const known = new KnownProcess(pid, startTime)
    this.#known.set(pid, known)
    return known
  }

  #row(known: KnownProcess, stat: ProcessStat, since: number, scan: number): ProcessRow {
    known.scan = scan
    return known.row(stat, since, this.#units)
  }

  #forget(known: KnownProcess): void {
    this.#closeDescriptor(known)
    this.#known.delete(known.pid)
  }

  #closeDescriptor(known: KnownProcess): void {
    if (known.descriptor === undefined) return
    closeSync(known.descriptor)
    known.descriptor = undefined
    this.#descriptors--
  }
}

/** A quarter of the descriptors that this process may have, at most 4,096: the rest is for starting processes. */
export function descriptorsToKeep(): number {
  const limits = readFileSync('/proc/self/limits', 'latin1')
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024)
  return Math.min(4096, Math.floor(soft / 4))
}
