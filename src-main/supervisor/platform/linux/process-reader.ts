import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { Turn } from '../../sampling/turn.ts'
import type { ProcessRow } from '../platform.ts'
import { printable } from '../printable.ts'
import type { KernelUnits } from './auxv.ts'
import { readMarker } from './environ.ts'
import { type ProcessStat, parseStat } from './stat.ts'

/** Bytes of a line of /proc/PID/stat at most: 52 numbers of up to 20 digits, and a name of 64 at most. */
const longestLine = 1_280

/** A process that some scan has met. */
interface Known {
  pid: number
  startTime: number
  /** Kept open on /proc/PID/stat; undefined above the bound. It names this process for ever: a new one of the same PID is not read through it. */
  descriptor: number | undefined
  comm: string
  name: string
  isMarkerRead: boolean
  marker: string | undefined
  scan: number
}

/** Reads /proc/PID/stat of all processes, with kept descriptors, in short turns. */
export class ProcessReader {
  readonly #units: KernelUnits
  readonly #mostDescriptors: number
  readonly #known = new Map<number, Known>()
  readonly #buffer = Buffer.alloc(longestLine)
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
    for (const pid of await this.#retried(listed)) {
      if (rows.has(pid)) continue
      const row = this.#read(pid, since, scan)
      if (row) rows.set(pid, row)
      if (turn.isOver()) await turn.next()
    }
    for (const known of this.#known.values()) if (known.scan !== scan) this.#forget(known)
    return rows
  }

  /** One process now; undefined where it is gone. */
  identify(pid: number): ProcessStat | undefined {
    const descriptor = this.#open(pid)
    if (descriptor === undefined) return undefined
    try {
      return this.#stat(descriptor)
    } finally {
      closeSync(descriptor)
    }
  }

  /** Closes every kept descriptor; a later scan opens them anew. */
  release(): void {
    for (const known of this.#known.values()) this.#closeDescriptor(known)
  }

  #read(pid: number, since: number, scan: number): ProcessRow | undefined {
    const kept = this.#known.get(pid)
    if (kept?.descriptor !== undefined) {
      const stat = this.#stat(kept.descriptor)
      if (stat) return this.#row(kept, stat, since, scan)
      this.#forget(kept)
    }
    const descriptor = this.#open(pid)
    if (descriptor === undefined) return undefined
    const stat = this.#stat(descriptor)
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

  #recall(pid: number, { startTime }: ProcessStat): Known {
    const before = this.#known.get(pid)
    if (before?.startTime === startTime) return before
    const known: Known = {
      pid,
      startTime,
      descriptor: undefined,
      comm: '',
      name: '',
      isMarkerRead: false,
      marker: undefined,
      scan: 0,
    }
    this.#known.set(pid, known)
    return known
  }

  #row(known: Known, stat: ProcessStat, since: number, scan: number): ProcessRow {
    known.scan = scan
    if (known.comm !== stat.comm || known.name === '') {
      known.comm = stat.comm
      known.name = printable(Buffer.from(stat.comm, 'latin1').toString())
    }
    if (!known.isMarkerRead && stat.startTime >= since) {
      known.isMarkerRead = true
      known.marker = readMarker(stat.pid)
    }
    return {
      pid: stat.pid,
      startTime: stat.startTime,
      parentPid: stat.parentPid,
      group: stat.group,
      session: stat.session,
      name: known.name,
      state: stat.state,
      cpuTime: (stat.ticks * 1000) / this.#units.ticksPerSecond,
      memory: stat.residentPages * this.#units.pageBytes,
      threads: stat.threads,
      readAt: performance.now(),
      marker: known.marker,
    }
  }

  /** Undefined for a process that is gone. Throws where descriptors ran out even without the kept ones. */
  #open(pid: number): number | undefined {
    try {
      return this.#withDescriptor(() => openSync(`/proc/${String(pid)}/stat`, 'r'))
    } catch (error) {
      if (isOutOfDescriptors(error)) throw error
      return undefined
    }
  }

  /** Gives up the kept descriptors where there is no other left. */
  #withDescriptor<Value>(open: () => Value): Value {
    try {
      return open()
    } catch (error) {
      if (!isOutOfDescriptors(error)) throw error
      this.release()
      return open()
    }
  }

  /** The list, asked for again without the kept descriptors where there was none left for it. */
  async #retried(listed: Promise<number[]>): Promise<number[]> {
    try {
      return await listed
    } catch (error) {
      if (!isOutOfDescriptors(error)) throw error
      this.release()
      return listProcesses()
    }
  }

  #stat(descriptor: number): ProcessStat | undefined {
    try {
      const length = readSync(descriptor, this.#buffer, 0, this.#buffer.length, 0)
      return parseStat(this.#buffer.subarray(0, length))
    } catch {
      // ESRCH: the process is gone.
      return undefined
    }
  }

  #forget(known: Known): void {
    this.#closeDescriptor(known)
    this.#known.delete(known.pid)
  }

  #closeDescriptor(known: Known): void {
    if (known.descriptor === undefined) return
    closeSync(known.descriptor)
    known.descriptor = undefined
    this.#descriptors--
  }
}

async function listProcesses(): Promise<number[]> {
  const entries = await readdir('/proc')
  return entries.map(Number).filter((pid) => !Number.isNaN(pid))
}

function isOutOfDescriptors(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EMFILE' || code === 'ENFILE'
}

/** A quarter of the descriptors that this process may have, at most 4,096: the rest is for starting processes. */
export function descriptorsToKeep(): number {
  const limits = readFileSync('/proc/self/limits', 'latin1')
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024)
  return Math.min(4096, Math.floor(soft / 4))
}
