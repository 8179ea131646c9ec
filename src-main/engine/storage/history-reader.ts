import { Worker } from 'node:worker_threads'
import type { RequestInput } from '../../contract/contract.ts'
import type { RunId } from '../../contract/run.ts'
import type { FoundRun, FromReader, ToReader } from './messages.ts'

type Question = { type: 'page'; query: RequestInput<'listHistory'> } | { type: 'find'; runIds: RunId[] }
type AnswerTo<Type extends 'page' | 'found'> = Extract<FromReader, { type: Type }>

/** The database could not be read. */
export class ReadError extends Error {
  override readonly name = 'ReadError'
  readonly code: string

  constructor({ code, message }: { code: string; message: string }) {
    super(message)
    this.code = code
  }
}

/** The database's reading side, in a thread of its own: no question holds up a commit or the host's loop. */
export class HistoryReader {
  readonly #worker: Worker
  readonly #waiting = new Map<number, PromiseWithResolvers<FromReader>>()
  #lastNumber = 0
  #onClosed: (() => void) | undefined

  /** The database of this folder has been opened for writing. `entry` as for StorageThread. */
  constructor(entry: string, folder: string) {
    this.#worker = new Worker(entry, { workerData: { role: 'reader', folder } })
    this.#worker.on('message', (message: FromReader) => {
      this.#receive(message)
    })
  }

  /** Rejects with a ReadError. */
  async page(query: RequestInput<'listHistory'>): Promise<Pick<AnswerTo<'page'>, 'runs' | 'next'>> {
    return (await this.#ask({ type: 'page', query })) as AnswerTo<'page'>
  }

  /** Those of the ended runs that there are. Rejects with a ReadError. */
  async find(runIds: RunId[]): Promise<FoundRun[]> {
    if (runIds.length === 0) return []
    return ((await this.#ask({ type: 'find', runIds })) as AnswerTo<'found'>).runs
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onClosed = resolve
      this.#post({ type: 'close' })
    })
  }

  #ask(question: Question): Promise<FromReader> {
    const number = ++this.#lastNumber
    const waiting = Promise.withResolvers<FromReader>()
    this.#waiting.set(number, waiting)
    this.#post({ ...question, number })
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

  #post(message: ToReader): void {
    this.#worker.postMessage(message)
  }
}
