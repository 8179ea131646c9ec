import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Application } from './apply.ts'
import type { RunIds } from './ids.ts'
import { type Write, type WriteFailure, isFact } from './messages.ts'

/** Carries out batches of writes, each as one transaction that is durable when it returns. */
export class Writer {
  readonly #database: DatabaseSync
  readonly #ids: Pick<RunIds, 'reserve'>
  readonly #application: Application
  readonly #begin: StatementSync
  readonly #end: StatementSync

  constructor(database: DatabaseSync, ids: Pick<RunIds, 'reserve'>) {
    this.#database = database
    this.#ids = ids
    this.#begin = database.prepare('BEGIN IMMEDIATE')
    this.#end = database.prepare('COMMIT')
    this.#application = new Application(database)
  }

  /** Where the batch cannot be stored as a whole, its facts are tried alone: what was requested is then refused. */
  write(writes: readonly Write[]): { requests?: WriteFailure; facts?: WriteFailure } {
    const failure = this.#commit(writes)
    if (!failure) return {}
    const facts = writes.filter(isFact)
    const requests = facts.length < writes.length ? { requests: failure } : {}
    if (facts.length === 0) return requests
    const again = requests.requests ? this.#commit(facts) : failure
    return { ...requests, ...(again && { facts: again }) }
  }

  #commit(writes: readonly Write[]): WriteFailure | undefined {
    try {
      for (const write of writes) if (write.type === 'submit') this.#ids.reserve(write.runs.at(-1)?.runId ?? 0)
      this.#begin.run()
      for (const write of writes) this.#application.apply(write)
      this.#end.run()
      return undefined
    } catch (error) {
      this.#rollBack()
      return describe(error)
    }
  }

  /** Some errors (a full disk) have rolled it back already. */
  #rollBack(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
  }
}

export function describe(error: unknown): WriteFailure {
  const { code, errcode, message } = error as NodeJS.ErrnoException & { errcode?: number }
  // SQLITE_FULL (https://sqlite.org/rescode.html#full), in the system's own word.
  if (errcode === 13) return { code: 'ENOSPC', message: 'the disk is full' }
  return { code: errcode === undefined ? (code ?? 'EUNKNOWN') : `SQLITE_${String(errcode)}`, message }
}
