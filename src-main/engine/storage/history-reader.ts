import type { RequestInput } from '../../contract/contract.ts'
import type { RunId } from '../../contract/run.ts'
import type { Deletions } from '../../contract/settings.ts'
import type { FoundRun, FromReader, ToReader } from './messages.ts'
import type { Keeping } from './retention.ts'
import { ThreadLink } from './thread-link.ts'
import { within } from './within.ts'

type Question =
  | { type: 'page'; query: RequestInput<'listHistory'> }
  | { type: 'find'; runIds: RunId[] }
  | { type: 'count-deletions'; keeping: Keeping; now: number }
type AnswerTo<Type extends 'page' | 'found' | 'deletions'> = Extract<FromReader, { type: Type }>

/** Milliseconds for the database to be closed, and for the thread to end: a disk may hang for ever. */
const closeLimit = 10_000

/** The database could not be read. */
export class ReadError extends Error {
  override readonly name = 'ReadError'
  readonly code: string

  constructor({ code, message }: { code: string; message: string }) {
    super(message)
    this.code = code
  }
}

/**
 * The database's reading side, in a thread of its own: no question holds up a commit or the host's loop. If the thread
 * dies, whoever waits is answered, and another one is started for the next question.
 */
export class HistoryReader {
  readonly #entry: string
  readonly #folder: string
  #link: ThreadLink<ToReader, FromReader> | undefined
  #onDied: (reason: string) => void = () => undefined
  readonly #waiting = new Map<number, PromiseWithResolvers<FromReader>>()
  #lastNumber = 0
  #onClosed: (() => void) | undefined

  /** The database of this folder has been opened for writing. `entry` as for StorageThread. */
  constructor(entry: string, folder: string) {
    this.#entry = entry
    this.#folder = folder
    this.#link = this.#start()
  }

  /** One listener: the thread has ended because of an error. */
  onDied(listener: (reason: string) => void): void {
    this.#onDied = listener
  }

  /** Rejects with a ReadError. */
  async page(query: RequestInput<'listHistory'>): Promise<Omit<AnswerTo<'page'>, 'type' | 'number'>> {
    return (await this.#ask({ type: 'page', query })) as AnswerTo<'page'>
  }

  /** Those of the ended runs that there are. Rejects with a ReadError. */
  async find(runIds: RunId[]): Promise<FoundRun[]> {
    if (runIds.length === 0) return []
    return ((await this.#ask({ type: 'find', runIds })) as AnswerTo<'found'>).runs
  }

  /** What retention would delete under these limits. Rejects with a ReadError. */
  async countDeletions(keeping: Keeping, now: number): Promise<Deletions> {
    const { runs, logs, logBytes } = (await this.#ask({
      type: 'count-deletions',
      keeping,
      now,
    })) as AnswerTo<'deletions'>
    return { runs, logs, logBytes }
  }

  /** Resolves when the database is closed, or after some time in any case. */
  async close(): Promise<void> {
    const link = this.#link
    if (!link) return
    const closed = new Promise<void>((resolve) => (this.#onClosed = resolve))
    link.post({ type: 'close' })
    await within(closeLimit, closed)
    await within(closeLimit, link.end())
    this.#refuseAll('it was closed')
  }

  #start(): ThreadLink<ToReader, FromReader> {
    return new ThreadLink(
      this.#entry,
      { role: 'reader', folder: this.#folder },
      {
        receive: (message: FromReader) => {
          this.#receive(message)
        },
        died: (reason) => {
          this.#die(reason)
        },
      },
    )
  }

  #ask(question: Question): Promise<FromReader> {
    const number = ++this.#lastNumber
    const waiting = Promise.withResolvers<FromReader>()
    this.#waiting.set(number, waiting)
    this.#link ??= this.#start()
    this.#link.post({ ...question, number })
    return waiting.promise
  }

  #receive(message: FromReader): void {
    if (message.type === 'closed') {
      this.#onClosed?.()
      return
    }
    const waiting = this.#waiting.get(message.number)
    this.#waiting.delete(message.number)
    if (message.type === 'failed') waiting?.reject(new ReadError(message.failure))
    else waiting?.resolve(message)
  }

  #die(reason: string): void {
    this.#link = undefined
    this.#refuseAll(`the thread that reads the database ended because of an error (${reason}). Try again`)
    if (this.#onClosed) this.#onClosed()
    else this.#onDied(reason)
  }

  #refuseAll(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new ReadError({ code: 'ETHREAD', message }))
    this.#waiting.clear()
  }
}
