import type { HostSession } from './host-session.ts'

/** Errors that a host is told of, within so many milliseconds; all are in the log. */
const bound = { most: 8, within: 60_000 }

/** Errors of this process that nobody handled: the host is told of them, or the next host if there is none. */
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
