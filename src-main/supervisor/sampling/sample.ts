import type { ProcessSample } from '../../contract/process.ts'
import { raise } from '../../platform/uncaught.ts'
import type { Attempt } from '../attempts/attempt.ts'
import { lookAtAttempt } from '../termination/attempt-scope.ts'
import type { Platform, ProcessRow } from '../platform/platform.ts'
import type { SupervisorEvent } from '../port.ts'
import { ScanError, type SharedScans } from './shared-scans.ts'
import { Turn } from './turn.ts'

type Sampled = Extract<SupervisorEvent, { type: 'sampled' }>

interface Measured {
  startTime: number
  cpuTime: number
  readAt: number
}

const shortestInterval = 100

/** Samples the processes of live attempts at an interval, in short turns; asks nothing of the system while none lives. */
export class Sampler {
  readonly #scans: SharedScans
  readonly #platform: Platform
  readonly #live: () => Attempt[]
  readonly #tell: (event: Sampled) => void
  #before = new Map<number, Measured>()
  #timer: NodeJS.Timeout | undefined
  #isBusy = false

  constructor(scans: SharedScans, platform: Platform, live: () => Attempt[], tell: (event: Sampled) => void) {
    this.#scans = scans
    this.#platform = platform
    this.#live = live
    this.#tell = tell
  }

  /** Milliseconds, at least 100; 0 stops. */
  setInterval(interval: number): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    if (interval <= 0) return
    this.#timer = setInterval(
      () => {
        this.#sample().catch(raise)
      },
      Math.max(interval, shortestInterval),
    )
    this.#timer.unref()
  }

  async #sample(): Promise<void> {
    if (this.#isBusy || this.#live().length === 0) return
    this.#isBusy = true
    try {
      const table = await this.#scans.take()
      const turn = new Turn()
      const before = this.#before
      this.#before = new Map()
      const trees: Sampled['trees'] = []
      for (const attempt of this.#live()) {
        const processes: ProcessSample[] = []
        for (const row of lookAtAttempt(attempt, table)) {
          processes.push(this.#measure(row, before.get(row.pid)))
          if (turn.isOver()) await turn.next()
        }
        if (!attempt.hasExited) trees.push({ ...attempt.key, processes })
      }
      if (this.#timer && trees.length > 0) this.#tell({ type: 'sampled', trees })
    } catch (error) {
      // One round is left out.
      if (!(error instanceof ScanError)) throw error
    } finally {
      this.#isBusy = false
    }
  }

  #measure(row: ProcessRow, last: Measured | undefined): ProcessSample {
    const { pid, startTime, parentPid, name, state, cpuTime, memory, threads, readAt } = row
    this.#before.set(pid, { startTime, cpuTime, readAt })
    const isSame = last?.startTime === startTime && readAt > last.readAt
    const cpu = isSame ? Math.max(0, (100 * (cpuTime - last.cpuTime)) / (readAt - last.readAt)) : 0
    const command = this.#platform.commandOf(row)
    return { pid, startTime, parentPid, name, command, state, cpu, memory, threads }
  }
}
