import { raise } from '../platform/uncaught.ts'
import type { SupervisorEvent } from './port.ts'

/** Tells events in order of happening, after the call or callback that caused them has returned. */
export class EventQueue {
  readonly #listeners = new Set<(event: SupervisorEvent) => void>()
  #waiting: SupervisorEvent[] = []
  #isScheduled = false

  subscribe(listener: (event: SupervisorEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  push(event: SupervisorEvent): void {
    this.#waiting.push(event)
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#deliver()
    })
  }

  /** No event is told any more, waiting ones included. */
  close(): void {
    this.#waiting = []
    this.#listeners.clear()
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
