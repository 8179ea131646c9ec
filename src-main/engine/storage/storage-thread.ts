import { GroupCommit } from './group-commit.ts'
import type { FactWrite, FromWriter, OpenFailure, OpenRequest, RequestedWrite, WriteFailure } from './messages.ts'
import type { QueueSlice } from './queue-slices.ts'
import type { Keeping } from './retention.ts'
import type { Restored } from './rows.ts'
import { within } from './within.ts'
import { WriterThread } from './writer-thread.ts'

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
 * The database's writing side, in a thread of its own, with group commit. If the thread dies, another one is started: the
 * number of the last stored batch tells whether the one under way is among them.
 */
export class StorageThread {
  readonly #thread: WriterThread
  readonly #writes: GroupCommit
  #listener: StorageListener | undefined
  #keeping: Keeping | undefined

  private constructor(thread: WriterThread, lastBatch: number) {
    this.#thread = thread
    this.#writes = new GroupCommit({
      lastNumber: lastBatch,
      canSend: () => !thread.isDown,
      send: ({ writes, number }) => {
        thread.post({ type: 'write', writes, number })
      },
      failing: (failure) => this.#listener?.failing(failure),
    })
    thread.listen({
      receive: (message) => {
        this.#receive(message)
      },
      died: (reason) => this.#listener?.died(reason),
      goOn: (last) => {
        if (this.#keeping) thread.post({ type: 'keep', ...this.#keeping })
        this.#writes.goOn(last)
      },
      stayDown: (failure) => {
        this.#writes.stayDown(failure)
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
    return this.#writes.failure
  }

  /** Once, before the first write. */
  listen(listener: StorageListener): void {
    this.#listener = listener
  }

  /** Resolves once it is durable, or with why it was refused and nothing has changed. */
  request(write: RequestedWrite): Promise<WriteFailure | undefined> {
    return this.#writes.request(write)
  }

  /** To be stored whatever happens: resolves once it is durable. */
  fact(write: FactWrite): Promise<undefined> {
    return this.#writes.fact(write)
  }

  /** Resolves when everything written so far has been tried: undefined if it is durable. */
  attempted(): Promise<WriteFailure | undefined> {
    return this.#writes.attempted()
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
    this.#thread.beginClosing()
    await within(drainLimit, this.#writes.drain())
    await this.#thread.close()
  }

  #receive(message: FromWriter): void {
    switch (message.type) {
      case 'written':
        this.#writes.written(message)
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
}
