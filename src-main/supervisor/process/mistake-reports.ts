import type { HostSession } from './host-session.ts'

/** At most so many errors are reported to a host within so many milliseconds; all are in the log. */
const bound = { most: 8, within: 60_000 }

/** Reports errors of this process that nobody handled: to the host, or to the next one if there is none. */
export class MistakeReports {
  #waiting: { message: string; details: string }[] = []
  #toldAt: number[] = []

  /** @param host undefined while there is none */
  tell(message: string, details: string, host: HostSession | undefined): void {
    const now = performance.now()
    this.#toldAt = this.#toldAt.filter((at) => now - at < bound.within)
    if (this.#toldAt.push(now) > bound.most) return
    if (host) host.tellMistake(message, details)
    else this.#waiting = [...this.#waiting, { message, details }].slice(-bound.most)
  }

  /** Tells a new host what happened while there was none. */
  catchUp(host: HostSession): void {
    for (const { message, details } of this.#waiting.splice(0)) host.tellMistake(message, details)
  }
}
