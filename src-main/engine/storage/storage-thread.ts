import { Batch } from './batch.ts'
import type {
  FactWrite,
  FromWriter,
  OpenFailure,
  OpenRequest,
  RequestedWrite,
  Write,
  WriteFailure,
} from './messages.ts'
import type { QueueSlice } from './queue-slices.ts'
import type { Keeping } from './retention.ts'
import type { Restored } from './rows.ts'
import { within } from './within.ts'
import { WriterThread } from './writer-thread.ts'

/** Milliseconds until facts that could not be stored are tried again. */
const retryPause = 500

/** Milliseconds for what is left to be stored at the end: a disk may hang for ever. */
const drainLimit = 20_000

export interface StorageListener {
  forgotten(message: Extract<FromWriter, { type: 'forgotten' }>): void
  logsRemoved(message: Extract<FromWriter, { type: 'logs-removed' }>): void
  /** Facts cannot be stored; they are tried again. Undefined: all is stored again. */
  failing(failure: WriteFailure | undefined): void
  /** Facts that can never be stored. */
  setAside(message: Extract<FromWriter, { type: 'set-aside' }>): void
  clockDoubted(message: Extract<FromWriter, { type: 'clock-doubted' }>): void
  /** The thread has ended because of an error; another one is being started. */
  died(reason: string): void
}

/**
 * The database's writing side, in a thread of its own. While one batch is being committed, what is written meanwhile
 * gathers into the next: one fsync serves everybody who waits (group commit). If the thread dies, another one is started:
 * the number of the last stored batch tells whether the one under way is among them.
 */
export class StorageThread {
  readonly #thread: WriterThread
  #listener: StorageListener | undefined
  #next = new Batch()
  #underWay: Batch | undefined
  #lastNumber: number
  #keeping: Keeping | undefined
  #isScheduled = false
  /** Why facts cannot be stored just now. */
  #failure: WriteFailure | undefined
  /** Why no thread has the database. */
  #refusal: WriteFailure | undefined
  #isClosing = false

  private constructor(thread: WriterThread, lastBatch: number) {
    this.#thread = thread
    this.#lastNumber = lastBatch
    thread.listen({
      receive: (message) => {
        this.#receive(message)
      },
      died: (reason) => this.#listener?.died(reason),
      goOn: (last) => {
        this.#goOn(last)
      },
      stayDown: (failure) => {
        this.#stayDown(failure)
      },
    })
  }

  /**
   * `entry`: path of thread.ts, or of what it was bundled to. `take` is given what waits before it resolves. Rejects if the
   * thread does not start.
   */
  static async open(
    entry: string,
    request: OpenRequest,
    take: (slice: QueueSlice) => void,
  ): Promise<{ storage: StorageThread; restored: Restored } | OpenFailure> {
    const opened = await WriterThread.open(entry, request, take)
    if ('kind' in opened) return opened
    return { storage: new StorageThread(opened.thread, opened.lastBatch), restored: opened.restored }
  }

  /** Why facts cannot be stored just now; they are tried again. */
  get failure(): WriteFailure | undefined {
    return this.#failure
  }

  /** Once, before the first write. */
  listen(listener: StorageListener): void {
    this.#listener = listener
  }

  /** Resolves once it is durable, or with why it was refused and nothing has changed. */
  request(write: RequestedWrite): Promise<WriteFailure | undefined> {
    return this.#refusal ? Promise.resolve(this.#refusal) : this.#add(write).requests.promise
  }

  /** To be stored whatever happens: resolves once it is durable. */
  fact(write: FactWrite): Promise<undefined> {
    return this.#add(write).facts.promise
  }

  /** Resolves when everything written so far has been tried: undefined where it is durable. */
  async attempted(): Promise<WriteFailure | undefined> {
    if (!this.#next.isEmpty) return this.#refusal ?? this.#next.attempt.promise
    return this.#underWay?.attempt.promise
  }

  /** What retention keeps from now on. */
  keep({ keptRuns, keptDays, keptLogBytes }: Keeping): void {
    this.#keeping = { keptRuns, keptDays, keptLogBytes }
    this.#thread.post({ type: 'keep', ...this.#keeping })
  }

  /**
   * Resolves when everything written so far is stored, or has failed once more, and the database is closed; after some time
   * in any case.
   */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#thread.beginClosing()
    await within(drainLimit, this.#drain())
    await this.#thread.close()
  }

  async #drain(): Promise<void> {
    while (this.#underWay || (!this.#next.isEmpty && !this.#failure)) {
      await (this.#underWay ?? this.#next).requests.promise
      if (this.#refusal) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  #add(write: Write): Batch {
    const batch = this.#next
    batch.add(write)
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
    if (this.#underWay || this.#thread.isDown || this.#next.isEmpty) return
    const batch = this.#next
    batch.number = ++this.#lastNumber
    this.#underWay = batch
    this.#next = new Batch()
    this.#thread.post({ type: 'write', writes: batch.writes, number: batch.number })
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
      case 'set-aside':
        this.#listener?.setAside(message)
        break
      case 'clock-doubted':
        this.#listener?.clockDoubted(message)
        break
      default:
        // Of opening and closing, which WriterThread sees to.
        break
    }
  }

  #written({ requests, facts, stored }: Omit<Extract<FromWriter, { type: 'written' }>, 'type'>): void {
    const batch = this.#underWay
    if (!batch) return
    this.#underWay = undefined
    batch.requests.resolve(requests)
    batch.attempt.resolve(facts)
    if (facts) {
      this.#next.takeBack(batch.factsFrom(stored), batch)
      this.#fail(facts)
      this.#tryAgainLater()
      return
    }
    batch.facts.resolve(undefined)
    this.#recover()
    this.#send()
  }

  #recover(): void {
    if (this.#failure) this.#listener?.failing(undefined)
    this.#failure = undefined
  }

  #fail(failure: WriteFailure): void {
    const isNew = this.#failure === undefined
    this.#failure = failure
    if (isNew) this.#listener?.failing(failure)
  }

  #tryAgainLater(): void {
    if (this.#isClosing) return
    setTimeout(() => {
      this.#send()
    }, retryPause)
  }

  /** Another thread has the database: what was under way is stored, or its facts are sent again. */
  #goOn(lastBatch: number): void {
    this.#refusal = undefined
    if (this.#keeping) this.#thread.post({ type: 'keep', ...this.#keeping })
    const batch = this.#underWay
    if (batch && lastBatch >= batch.number) {
      this.#written({ stored: batch.factsFrom(0).length })
      return
    }
    if (batch) this.#sendAgain(batch)
    if (this.#next.isEmpty) this.#recover()
    this.#send()
  }

  #sendAgain(batch: Batch): void {
    this.#underWay = undefined
    batch.requests.resolve({
      code: 'ETHREAD',
      message: 'the thread that writes the database ended because of an error. Try again',
    })
    this.#next.takeBack(batch.factsFrom(0), batch)
    this.#next.attempt.promise.then(batch.attempt.resolve, batch.attempt.reject)
  }

  /** Whoever waits is answered; facts are kept. */
  #stayDown(failure: WriteFailure): void {
    this.#refusal = failure
    this.#underWay?.refuse(failure)
    const refused = this.#next
    refused.refuse(failure)
    this.#next = new Batch()
    this.#next.takeBack(refused.factsFrom(0), refused)
    this.#fail(failure)
  }
}
