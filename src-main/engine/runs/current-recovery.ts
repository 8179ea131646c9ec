import type { Recovery } from '../../contract/snapshot.ts'

/** What was recovered at the start, until somebody has dismissed it. */
export class CurrentRecovery {
  #value: Recovery | undefined
  readonly #onChange: (value: Recovery | undefined) => void

  constructor(onChange: (value: Recovery | undefined) => void) {
    this.#onChange = onChange
  }

  get value(): Recovery | undefined {
    return this.#value
  }

  show(found: Recovery): void {
    this.#change(found)
  }

  dismiss(): void {
    this.#change(undefined)
  }

  #change(value: Recovery | undefined): void {
    this.#value = value
    this.#onChange(value)
  }
}
