import type { DatabaseSync } from 'node:sqlite'
import { Application } from './apply.ts'
import type { CommitMark } from './commit-mark.ts'
import { describe, mayPass } from './failures.ts'
import type { RunIds } from './ids.ts'
import { type Cleared, type FactWrite, type Write, type WriteFailure, isFact } from './messages.ts'
import { inTransaction } from './transaction.ts'

/** What became of a batch. */
export interface Written {
  /** Why everything that was requested was refused. */
  requests?: WriteFailure
  /** Why the facts from `stored` on must be sent again. */
  facts?: WriteFailure
  /** How many of the batch's facts are done with, from the first: stored, or set aside. */
  stored: number
  cleared: Cleared[]
  /** Facts that can never be stored, each with why. */
  setAside: { fact: FactWrite; failure: WriteFailure }[]
}

interface Failed {
  error: unknown
}

/** Carries out batches of writes, each as one transaction that is durable when it returns. */
export class Writer {
  readonly #database: DatabaseSync
  readonly #ids: Pick<RunIds, 'reserve'>
  readonly #commits: Pick<CommitMark, 'note'>
  readonly #application: Application

  constructor(database: DatabaseSync, ids: Pick<RunIds, 'reserve'>, commits: Pick<CommitMark, 'note'>) {
    this.#database = database
    this.#ids = ids
    this.#commits = commits
    this.#application = new Application(database)
  }

  /**
   * If the batch cannot be stored as a whole, its facts are tried alone: what was requested is then refused. If one of the
   * facts is at fault itself, it is set aside, and all others are stored. `number`: of the batch, so that it can be known
   * after this thread has died whether it was stored.
   */
  write(writes: readonly Write[], number: number): Written {
    const written: Written = { stored: 0, cleared: [], setAside: [] }
    const facts = writes.filter(isFact)
    const failed = this.#commit(writes, { written, number })
    if (!failed) return { ...written, stored: facts.length }
    const requests = writes.filter((write) => !isFact(write))
    this.#storeFacts(facts, { written, isKnownToFail: requests.length === 0 ? failed : undefined })
    if (requests.length === 0) return written
    // A fact was at fault, not what was requested.
    const isInnocent = written.setAside.length > 0 && !written.facts
    const refusal = isInnocent ? this.#commit(requests, { written, number }) : failed
    if (refusal) written.requests = describe(refusal.error)
    return written
  }

  /** In order. Those at fault are found by halves: k of n cost about k · log n transactions. */
  #storeFacts(
    facts: readonly FactWrite[],
    { written, isKnownToFail }: { written: Written; isKnownToFail: Failed | undefined },
  ): void {
    if (facts.length === 0 || written.facts) return
    const failed = isKnownToFail ?? this.#commit(facts, { written })
    const [first] = facts
    if (!failed) written.stored += facts.length
    else if (mayPass(failed.error)) written.facts = describe(failed.error)
    else if (facts.length === 1 && first) {
      written.setAside.push({ fact: first, failure: describe(failed.error) })
      written.stored++
    } else {
      const middle = Math.ceil(facts.length / 2)
      for (const half of [facts.slice(0, middle), facts.slice(middle)])
        this.#storeFacts(half, { written, isKnownToFail: undefined })
    }
  }

  #commit(writes: readonly Write[], { written, number }: { written: Written; number?: number }): Failed | undefined {
    const cleared: Cleared[] = []
    try {
      this.#ids.reserve(highestIdIn(writes))
      inTransaction(this.#database, () => {
        for (const write of writes) {
          const gone = this.#application.apply(write)
          if (gone) cleared.push(gone)
        }
        if (number !== undefined) this.#application.note(number)
      })
      this.#commits.note(this.#database)
      written.cleared.push(...cleared)
      return undefined
    } catch (error) {
      return { error }
    }
  }
}

/** 0 if no run is submitted. One reservation a batch: each that raises the bound is durable before it returns. */
function highestIdIn(writes: readonly Write[]): number {
  let highest = 0
  for (const write of writes) if (write.type === 'submit') highest = Math.max(highest, write.runs.at(-1)?.runId ?? 0)
  return highest
}
