import { Batch } from './batch.ts'
import type { FactWrite, FromWriter, RequestedWrite, Write, WriteFailure } from './messages.ts'

/** Milliseconds until facts that could not be stored are tried again. */
const retryPause = 500

interface GroupCommitOptions {
  /** Of the batch that was stored last. */
  lastNumber: number
  /** Whether somebody can store a batch now. */
  canSend: () => boolean
  send: (batch: Batch) => void
  /** Facts cannot be stored; undefined: all is stored again. */
  failing: (failure: WriteFailure | undefined) => void
}

/**
 * Gathers writes into batches. While one is being committed, what is written meanwhile goes into the next: one fsync serves
 * everybody who waits.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions
  #next = new Batch()
  #underWay: Batch | undefined
  #lastNumber: number
  #isScheduled = false
  #isClosing = false
  #failure: WriteFailure | undefined
  /** Why nobody has the database. */
  #refusal: WriteFailure | undefined

  constructor(options: GroupCommitOptions) {
    this.#options = options
    this.#lastNumber = options.lastNumber
  }

  /** Why facts cannot be stored just now; they are tried again. */
  get failure(): WriteFailure | undefined {
    return this.#failure
  }

  /** Resolves once it is durable, or with why it was refused and nothing has changed. */
  request(write: RequestedWrite): Promise<WriteFailure | undefined> {
    return this.#refusal ? Promise.resolve(this.#refusal) : this.#add(write).requests.promise
  }

  /** To be stored whatever happens: resolves once it is durable. */
  fact(write: FactWrite): Promise<undefined> {
    return this.#add(write).facts.promise
  }

  /** Resolves when everything written so far has been tried: undefined if it is durable. */
  async attempted(): Promise<WriteFailure | undefined> {
    if (!this.#next.isEmpty) return this.#refusal ?? this.#next.attempt.promise
    return this.#underWay?.attempt.promise
  }

  /** Resolves when everything is stored, or has failed once more. Nothing is tried again from now on. */
  async drain(): Promise<void> {
    this.#isClosing = true
    while (this.#underWay || (!this.#next.isEmpty && !this.#failure)) {
      await (this.#underWay ?? this.#next).requests.promise
      if (this.#refusal) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** What became of the batch that was sent. */
  written({
    requests,
    facts,
    stored,
  }: Pick<Extract<FromWriter, { type: 'written' }>, 'requests' | 'facts' | 'stored'>): void {
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

  /** Another one has the database, after `lastBatch`: what was under way is stored, or its facts are sent again. */
  goOn(lastBatch: number): void {
    this.#refusal = undefined
    const batch = this.#underWay
    if (batch && lastBatch >= batch.number) {
      this.written({ stored: batch.factsFrom(0).length })
      return
    }
    if (batch) this.#sendAgain(batch)
    if (this.#next.isEmpty) this.#recover()
    this.#send()
  }

  /** Nobody has the database any more. Whoever waits is answered; facts are kept. */
  stayDown(failure: WriteFailure): void {
    this.#refusal = failure
    this.#underWay?.refuse(failure)
    const refused = this.#next
    refused.refuse(failure)
    this.#next = new Batch()
    this.#next.takeBack(refused.factsFrom(0), refused)
    this.#fail(failure)
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
    if (this.#underWay || this.#next.isEmpty || !this.#options.canSend()) return
    const batch = this.#next
    batch.number = ++this.#lastNumber
    this.#underWay = batch
    this.#next = new Batch()
    this.#options.send(batch)
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

  #fail(failure: WriteFailure): void {
    const isNew = this.#failure === undefined
    this.#failure = failure
    if (isNew) this.#options.failing(failure)
  }

  #recover(): void {
    if (this.#failure) this.#options.failing(undefined)
    this.#failure = undefined
  }

  #tryAgainLater(): void {
    if (this.#isClosing) return
    setTimeout(() => {
      this.#send()
    }, retryPause)
  }
}
