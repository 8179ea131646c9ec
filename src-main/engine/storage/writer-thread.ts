import type { FromWriter, OpenFailure, OpenRequest, ToWriter, WriteFailure } from './messages.ts'
import type { QueueSlice } from './queue-slices.ts'
import type { Restored } from './rows.ts'
import { ThreadLink } from './thread-link.ts'
import { within } from './within.ts'

/** Milliseconds until another thread is started again in place of one that could not open the database. */
const pause = 5_000

/** Milliseconds for the database to be closed, and for the thread to end: a disk may hang for ever. */
const closeLimit = 20_000

export interface WriterThreadListener {
  receive(message: FromWriter): void
  /** The thread has ended because of an error; another one is being started. */
  died(reason: string): void
  /** Another one has the database. `lastBatch`: the number of the last one that is stored. */
  goOn(lastBatch: number): void
  /** None has it for now; it is tried again. */
  stayDown(failure: WriteFailure): void
}

/** The thread that writes the database, and another one if it dies. */
export class WriterThread {
  readonly #entry: string
  readonly #request: OpenRequest
  #link: ThreadLink<ToWriter, FromWriter>
  #listener: WriterThreadListener | undefined
  #isOpen = false
  #isDown = false
  /** By the monotonic clock: when the latest one was started in place of another. */
  #anotherAt = -Infinity
  #isClosing = false
  #onClosed: (() => void) | undefined

  private constructor(entry: string, request: OpenRequest) {
    this.#entry = entry
    this.#request = request
    this.#link = this.#start()
  }

  /** `take` is given what waits before it resolves. Rejects if the thread does not start. */
  static async open(
    entry: string,
    request: OpenRequest,
    take: (slice: QueueSlice) => void,
  ): Promise<{ thread: WriterThread; restored: Restored; lastBatch: number } | OpenFailure> {
    const thread = new WriterThread(entry, request)
    const opening = Promise.withResolvers<Extract<FromWriter, { type: 'opened' | 'not-opened' }>>()
    thread.listen({
      receive: (message) => {
        if (message.type === 'queued') take(message.slice)
        else if (message.type === 'opened' || message.type === 'not-opened') opening.resolve(message)
      },
      died: (reason) => {
        opening.reject(new Error(`The thread of the database did not start: ${reason}`))
      },
      goOn: () => undefined,
      stayDown: () => undefined,
    })
    thread.post({ type: 'open', request })
    const answer = await opening.promise
    thread.#isOpen = answer.type === 'opened'
    if (answer.type === 'opened') return { thread, restored: answer.restored, lastBatch: answer.lastBatch }
    await thread.#link.end()
    return answer.failure
  }

  listen(listener: WriterThreadListener): void {
    this.#listener = listener
  }

  get isDown(): boolean {
    return this.#isDown
  }

  /** Goes nowhere while it is down. */
  post(message: ToWriter): void {
    if (!this.#isDown) this.#link.post(message)
  }

  /** From now on none is started any more that could not open the database. */
  beginClosing(): void {
    this.#isClosing = true
  }

  /** Resolves when the database is closed, or after some time in any case. */
  async close(): Promise<void> {
    this.#isClosing = true
    if (!this.#isDown) {
      const closed = new Promise<void>((resolve) => (this.#onClosed = resolve))
      this.post({ type: 'close' })
      await within(closeLimit, closed)
    }
    await within(closeLimit, this.#link.end())
  }

  #start(): ThreadLink<ToWriter, FromWriter> {
    return new ThreadLink(
      this.#entry,
      { role: 'writer', folder: this.#request.folder },
      {
        receive: (message: FromWriter) => {
          this.#receive(message)
        },
        died: (reason) => {
          this.#die(reason)
        },
      },
    )
  }

  #receive(message: FromWriter): void {
    if (message.type === 'closed') this.#onClosed?.()
    else if (message.type === 'reopened') {
      this.#isDown = false
      this.#listener?.goOn(message.lastBatch)
    } else if (message.type === 'not-opened' && this.#isDown) this.#stayDown(reasonOf(message.failure))
    else this.#listener?.receive(message)
  }

  #die(reason: string): void {
    const wasDown = this.#isDown
    this.#isDown = true
    if (this.#onClosed) {
      this.#onClosed()
      return
    }
    if (!wasDown) this.#listener?.died(reason)
    if (!this.#isOpen) return
    // One that dies again and again, by what it is given, must not keep the processor busy.
    if (wasDown || performance.now() - this.#anotherAt < pause) this.#stayDown({ code: 'ETHREAD', message: reason })
    else this.#startAnother()
  }

  #startAnother(): void {
    this.#anotherAt = performance.now()
    this.#link = this.#start()
    this.#link.post({ type: 'reopen', request: this.#request })
  }

  #stayDown(failure: WriteFailure): void {
    this.#listener?.stayDown(failure)
    this.#link.end().catch(console.error)
    setTimeout(() => {
      if (!this.#isClosing) this.#startAnother()
    }, pause).unref()
  }
}

function reasonOf(failure: OpenFailure): WriteFailure {
  switch (failure.kind) {
    case 'damaged':
      return { code: 'EDAMAGED', message: failure.what }
    case 'too-new':
      return { code: 'ETOONEW', message: 'it was made by a newer Forkyard' }
    case 'refused':
      return failure
  }
}
