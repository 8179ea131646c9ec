import { type FactWrite, type Write, type WriteFailure, isFact } from './messages.ts'

/** Writes that travel together, and those who wait for them. */
export class Batch {
  #writes: Write[] = []
  /** Higher than that of every batch that was sent before; 0 until it is sent. */
  number = 0
  readonly requests = Promise.withResolvers<WriteFailure | undefined>()
  /** Resolves when all facts of the batch are durable. */
  readonly facts = Promise.withResolvers<undefined>()
  /** Resolves when its facts have been tried once, with why that failed. */
  readonly attempt = Promise.withResolvers<WriteFailure | undefined>()

  get writes(): readonly Write[] {
    return this.#writes
  }

  get isEmpty(): boolean {
    return this.#writes.length === 0
  }

  add(write: Write): void {
    this.#writes.push(write)
  }

  /** Facts keep their order: those that failed go before all that came since. */
  takeBack(facts: readonly FactWrite[], from: Batch): void {
    this.#writes = [...facts, ...this.#writes]
    this.facts.promise.then(from.facts.resolve, from.facts.reject)
  }

  /** Answers everybody who asked for something; its facts remain. */
  refuse(failure: WriteFailure): void {
    this.#writes = this.#writes.filter(isFact)
    this.requests.resolve(failure)
    this.attempt.resolve(failure)
  }

  /** Without the first so many, which are stored. */
  factsFrom(stored: number): FactWrite[] {
    return this.#writes.filter(isFact).slice(stored)
  }
}
