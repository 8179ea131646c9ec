import { raise } from '../platform/uncaught.ts'
import type { SupervisorEvent } from './port.ts'

/**
 * Tells events in order of happening, after the call or callback that caused them has returned. What happens before
 * somebody listens is kept for the first listener.
 */
export class EventQueue {
  readonly #listeners = new Set<(event: SupervisorEvent) => void>()
  #waiting: SupervisorEvent[] = []
  #isScheduled = false
  #isClosed = false

  subscribe(listener: (event: SupervisorEvent) => void): () => void {
    this.#listeners.add(listener)
    if (this.#waiting.length > 0) this.#schedule()
    return () => this.#listeners.delete(listener)
  }

  push(event: SupervisorEvent): void {
    if (this.#isClosed) return
    this.#waiting.push(event)
    if (this.#listeners.size > 0) this.#schedule()
  }

  /** No event is told any more, waiting ones included. */
  close(): void {
    this.#isClosed = true
    this.#waiting = []
    this.#listeners.clear()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#deliver()
    })
  }

  #deliver(): void {
    this.#isScheduled = false
    const events = this.#waiting
    this.#waiting = []
    for (const event of events) {
      for (const listener of this.#listeners) {
        try {
          listener(event)
        } catch (error) {
          // The other events are of other runs.
          raise(error)
        }
      }
    }
  }
}
