import { Worker } from 'node:worker_threads'
import {
  type FromWriter,
  type OpenFailure,
  type OpenRequest,
  type ToWriter,
  type Write,
  type WriteFailure,
  isFact,
} from './messages.ts'
import type { QueueSlice } from './queue-slices.ts'
import type { Keeping } from './retention.ts'
import type { Restored } from './rows.ts'

/** Milliseconds until facts that could not be stored are tried again. */
const retryPause = 500

export interface StorageListener {
  forgotten(message: Extract<FromWriter, { type: 'forgotten' }>): void
  logsRemoved(message: Extract<FromWriter, { type: 'logs-removed' }>): void
  /** Facts cannot be stored; they are tried again. Undefined: all is stored again. */
  failing(failure: WriteFailure | undefined): void
}

/** Writes that travel together, and those who wait for them. */
class Batch {
  readonly writes: Write[] = []
  readonly requests = Promise.withResolvers<WriteFailure | undefined>()
  /** Resolves when all facts of the batch are durable. */
  readonly facts = Promise.withResolvers<undefined>()
  /** Resolves when its facts have been tried once, with why that failed. */
  readonly attempt = Promise.withResolvers<WriteFailure | undefined>()
}

/**
 * The database's writing side, in a thread of its own. While one batch is being committed, what is written meanwhile
 * gathers into the next: one fsync serves everybody who waits (group commit).
 */
export class StorageThread {
  readonly #worker: Worker
  #listener: StorageListener | undefined
  #next = new Batch()
  #underWay: Batch | undefined
  #isScheduled = false
  #isFailing = false
  #onClosed: (() => void) | undefined
  #isClosing = false

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (message: FromWriter) => {
      this.#receive(message)
    })
  }

  /** `entry`: path of thread.ts, or of what it was bundled to. `take` is given what waits before it resolves. */
  static async open(
    entry: string,
    request: OpenRequest,
    take: (slice: QueueSlice) => void,
  ): Promise<{ storage: StorageThread; restored: Restored } | OpenFailure> {
    const worker = new Worker(entry, { workerData: { role: 'writer', folder: request.folder } })
    const opening = Promise.withResolvers<Restored | OpenFailure>()
    const receive = (message: FromWriter): void => {
      if (message.type === 'queued') take(message.slice)
      else if (message.type === 'opened') opening.resolve(message.restored)
      else if (message.type === 'not-opened') opening.resolve(message.failure)
    }
    worker.on('message', receive)
    worker.on('error', opening.reject)
    worker.postMessage({ type: 'open', request } satisfies ToWriter)
    const answer = await opening.promise
    worker.off('message', receive)
    worker.off('error', opening.reject)
    if (!('kind' in answer)) return { storage: new StorageThread(worker), restored: answer }
    await worker.terminate()
    return answer
  }

  /** Once, before the first write. */
  listen(listener: StorageListener): void {
    this.#listener = listener
  }

  /** Resolves once it is durable, or with why it was refused and nothing has changed. */
  request(write: Write): Promise<WriteFailure | undefined> {
    return this.#add(write).requests.promise
  }

  /** To be stored whatever happens: resolves once it is durable. */
  fact(write: Write): Promise<undefined> {
    return this.#add(write).facts.promise
  }

  /** Resolves when everything written so far has been tried: undefined where it is durable. */
  async attempted(): Promise<WriteFailure | undefined> {
    if (this.#next.writes.length > 0) return this.#next.attempt.promise
    return this.#underWay?.attempt.promise
  }

  /** What retention keeps from now on. */
  keep(keeping: Keeping): void {
    const { keptRuns, keptDays, keptLogBytes } = keeping
    this.#post({ type: 'keep', keptRuns, keptDays, keptLogBytes })
  }

  /** Resolves when everything written so far is stored, or has failed once more, and the database is closed. */
  async close(): Promise<void> {
    this.#isClosing = true
    while (this.#underWay || (this.#next.writes.length > 0 && !this.#isFailing)) {
      await (this.#underWay ?? this.#next).requests.promise
      await new Promise((resolve) => setImmediate(resolve))
    }
    await new Promise<void>((resolve) => {
      this.#onClosed = resolve
      this.#post({ type: 'close' })
    })
  }

  #add(write: Write): Batch {
    const batch = this.#next
    batch.writes.push(write)
    this.#schedule()
    return batch
  }

  /** At the end of this turn: what one event causes travels together. */
  #schedule(): void {
    if (this.#isScheduled || this.#underWay) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#isScheduled = false
      this.#send()
    })
  }

  #send(): void {
    if (this.#underWay || this.#next.writes.length === 0) return
    this.#underWay = this.#next
    this.#next = new Batch()
    this.#post({ type: 'write', writes: this.#underWay.writes })
  }

  #receive(message: FromWriter): void {
    switch (message.type) {
      case 'written':
        this.#written(message)
        break
      case 'forgotten':
        this.#listener?.forgotten(message)
        break
      case 'logs-removed':
        this.#listener?.logsRemoved(message)
        break
      case 'closed':
        this.#onClosed?.()
        break
      case 'queued':
      case 'opened':
      case 'not-opened':
        break
    }
  }

  #written({ requests, facts }: Extract<FromWriter, { type: 'written' }>): void {
    const batch = this.#underWay
    if (!batch) return
    this.#underWay = undefined
    batch.requests.resolve(requests)
    batch.attempt.resolve(facts)
    if (!facts) {
      batch.facts.resolve(undefined)
      if (this.#isFailing) this.#listener?.failing(undefined)
      this.#isFailing = false
      if (this.#next.writes.length > 0) this.#send()
      return
    }
    this.#tryAgain(batch, facts)
  }

  /** Facts keep their order: those that failed go before all that came since. */
  #tryAgain(batch: Batch, failure: WriteFailure): void {
    if (!this.#isFailing) this.#listener?.failing(failure)
    this.#isFailing = true
    const next = this.#next
    next.writes.unshift(...batch.writes.filter(isFact))
    void next.facts.promise.then(batch.facts.resolve)
    if (this.#isClosing) return
    setTimeout(() => {
      this.#send()
    }, retryPause)
  }

  #post(message: ToWriter): void {
    this.#worker.postMessage(message)
  }
}
