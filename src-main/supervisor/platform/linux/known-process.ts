import type { ProcessRow } from '../platform.ts'
import { printable } from '../printable.ts'
import type { KernelUnits } from './auxv.ts'
import { readMarker } from './environ.ts'
import type { ProcessStat } from './stat.ts'

/** A process that some scan has met, with what need not be read or made again. */
export class KnownProcess {
  readonly pid: number
  readonly startTime: number
  /** Kept open on /proc/PID/stat; undefined above the bound. It names this process for ever: a new one of the same PID is not read through it. */
  descriptor: number | undefined
  /** The latest scan that has met it. */
  scan = 0
  #comm = ''
  #name = ''
  #isMarkerRead = false
  #marker: string | undefined

  constructor(pid: number, startTime: number) {
    this.pid = pid
    this.startTime = startTime
  }

  /** @param since Its marker is read if it started then or later. */
  row(stat: ProcessStat, since: number, units: KernelUnits): ProcessRow {
    if (this.#comm !== stat.comm || this.#name === '') {
      this.#comm = stat.comm
      this.#name = printable(Buffer.from(stat.comm, 'latin1').toString())
    }
    if (!this.#isMarkerRead && stat.startTime >= since) {
      this.#isMarkerRead = true
      this.#marker = readMarker(stat.pid)
    }
    return {
      pid: stat.pid,
      startTime: stat.startTime,
      parentPid: stat.parentPid,
      group: stat.group,
      session: stat.session,
      name: this.#name,
      state: stat.state,
      cpuTime: (stat.ticks * 1000) / units.ticksPerSecond,
      memory: stat.residentPages * units.pageBytes,
      threads: stat.threads,
      readAt: performance.now(),
      marker: this.#marker,
    }
  }
}
