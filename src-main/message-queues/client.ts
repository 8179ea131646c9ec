import type { Frame, FrameWriter } from '../worker/frames.ts'
import type { Patience, QueueEnd, Taken } from './end.ts'
import { type Answer, type Question, type QueueName, decode, encode, queueFrames } from './requests.ts'

interface Asked {
  resolve: (answer: Answer) => void
  reject: (reason: Error) => void
}

/** The process that the queue is reached through is gone. */
export class QueueLostError extends Error {
  override readonly name = 'QueueLostError'
}

/** Asks queues that live in the process that started this one, or beyond it. */
export class QueueClient {
  readonly #writer: FrameWriter
  readonly #setKept: (isKept: boolean) => void
  readonly #asked = new Map<number, Asked>()
  #lastNumber = 0
  #isLost = false

  /** @param setKept Called when answers begin or cease to be waited for: this process has to live for them. */
  constructor(writer: FrameWriter, setKept: (isKept: boolean) => void) {
    this.#writer = writer
    this.#setKept = setKept
  }

  queue(name: QueueName): QueueEnd {
    return new RemoteQueue(this, name)
  }

  /** False where the frame is none about queues. */
  take({ kind, number, content }: Frame): boolean {
    if (kind !== queueFrames.answer) return false
    this.#end(number)?.resolve(decode(content) as Answer)
    return true
  }

  /** Nobody answers any more. */
  lose(): void {
    this.#isLost = true
    for (const number of this.#asked.keys()) this.#end(number)?.reject(lost())
  }

  ask(question: Question, signal?: AbortSignal): Promise<Answer> {
    if (this.#isLost) return Promise.reject(lost())
    const number = ++this.#lastNumber
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    if (this.#asked.size === 0) this.#setKept(true)
    this.#asked.set(number, { resolve, reject })
    this.#writer.send(queueFrames.question, number, encode(question))
    if (!signal) return promise
    const giveUp = (): void => {
      this.#writer.send(queueFrames.giveUp, number)
    }
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp)
    return promise.finally(() => {
      signal.removeEventListener('abort', giveUp)
    })
  }

  #end(number: number): Asked | undefined {
    const asked = this.#asked.get(number)
    if (this.#asked.delete(number) && this.#asked.size === 0) this.#setKept(false)
    return asked
  }
}

/** A queue of another process. */
class RemoteQueue implements QueueEnd {
  readonly id: string
  readonly capacity: number
  readonly #client: QueueClient

  constructor(client: QueueClient, { id, capacity }: QueueName) {
    this.#client = client
    this.id = id
    this.capacity = capacity
  }

  async put(content: Uint8Array, { timeout, signal }: Patience): Promise<'put' | 'full' | 'closed'> {
    const answer = await this.#client.ask({ queue: this.id, ask: 'put', content, timeout }, signal)
    return answer as 'put' | 'full' | 'closed'
  }

  async take(isLeased: boolean, { timeout, signal }: Patience): Promise<Taken | 'empty' | 'closed'> {
    const answer = await this.#client.ask({ queue: this.id, ask: 'take', isLeased, timeout }, signal)
    return answer as Taken | 'empty' | 'closed'
  }

  async settle(lease: number, isDone: boolean): Promise<void> {
    await this.#client.ask({ queue: this.id, ask: 'settle', lease, isDone })
  }

  async count(): Promise<number> {
    return (await this.#client.ask({ queue: this.id, ask: 'count' })) as number
  }

  async close(): Promise<void> {
    await this.#client.ask({ queue: this.id, ask: 'close' })
  }

  async subscribe(capacity: number): Promise<QueueEnd> {
    const name = (await this.#client.ask({ queue: this.id, ask: 'subscribe', capacity })) as QueueName
    return this.#client.queue(name)
  }
}

function lost(): QueueLostError {
  return new QueueLostError('The process that this message queue is reached through is gone.')
}
