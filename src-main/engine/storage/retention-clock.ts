import type { DatabaseSync } from 'node:sqlite'
import { type Trust, ClockTrust } from './clock-trust.ts'
import { counter, setCounter } from './counters.ts'
import type { ClockDoubt } from './messages.ts'
import { prepared } from './prepared.ts'
import { inTransaction } from './transaction.ts'

/** Milliseconds between two notes of the time: each costs a write. */
const noteEvery = { believed: 60 * 60 * 1_000, doubt: 30_000 }

/** The clock as retention sees it, with what earlier hosts have noted about it. */
export class RetentionClock {
  readonly #database: DatabaseSync
  readonly #trust: ClockTrust
  #noted: Trust
  #isNoted: boolean

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#isNoted = counter(database, 'clock_believed') > 0
    this.#noted = {
      believed: counter(database, 'clock_believed') || newestEnd(database),
      seen: counter(database, 'clock_seen'),
      proof: counter(database, 'clock_proof'),
    }
    this.#trust = new ClockTrust(this.#noted)
  }

  /** Milliseconds since the epoch; undefined while nothing may be deleted because of its age. */
  look(now: number, tick: number): number | undefined {
    this.#trust.look(now, tick)
    this.#note()
    return this.#trust.isDoubted ? undefined : now
  }

  /** What a person should know. */
  get doubt(): ClockDoubt | undefined {
    const { seen, believed } = this.#trust.trust
    return this.#trust.isStrange ? { now: seen, before: believed } : undefined
  }

  #note(): void {
    if (!this.#isWorthNoting()) return
    const { believed, seen, proof } = this.#trust.trust
    inTransaction(this.#database, () => {
      setCounter(this.#database, 'clock_believed', Math.round(believed))
      setCounter(this.#database, 'clock_seen', Math.round(seen))
      setCounter(this.#database, 'clock_proof', Math.round(proof))
    })
    this.#noted = { believed, seen, proof }
    this.#isNoted = true
  }

  #isWorthNoting(): boolean {
    const { believed, seen, proof } = this.#trust.trust
    const noted = this.#noted
    if (!this.#isNoted || (seen === 0) !== (noted.seen === 0) || proof < noted.proof) return true
    return seen === 0
      ? Math.abs(believed - noted.believed) >= noteEvery.believed
      : proof - noted.proof >= noteEvery.doubt
  }
}

/** Databases of earlier versions say no more about the time. 0 if nothing has ended yet. */
function newestEnd(database: DatabaseSync): number {
  const row = prepared(
    database,
    'SELECT ended_at FROM runs WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1',
  ).get()
  return Number(row?.ended_at ?? 0)
}
