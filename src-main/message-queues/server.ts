import type { Frame, FrameWriter } from '../worker/frames.ts'
import type { QueueEnd } from './end.ts'
import { type Answer, type Question, decode, encode, queueFrames } from './requests.ts'

/** Gives one other process access to the queues that were handed to it. */
export class QueueServer {
  readonly #writer: FrameWriter
  readonly #queues = new Map<string, QueueEnd>()
  readonly #asked = new Map<number, AbortController>()
  /** What it has taken and not acknowledged, by queue. */
  readonly #leases = new Map<QueueEnd, Set<number>>()
  #isGone = false

  constructor(writer: FrameWriter) {
    this.#writer = writer
  }

  /** From now on it may ask this queue. */
  share(queue: QueueEnd): void {
    this.#queues.set(queue.id, queue)
  }

  /** False where the frame is none about queues. */
  take({ kind, number, content }: Frame): boolean {
    if (kind === queueFrames.question) void this.#answer(number, decode(content) as Question)
    else if (kind === queueFrames.giveUp) this.#asked.get(number)?.abort()
    else return false
    return true
  }

  /** The process is gone: what it waited for is given up, and what it held comes back. */
  end(): void {
    this.#isGone = true
    for (const asked of this.#asked.values()) asked.abort()
    for (const [queue, leases] of this.#leases) for (const lease of leases) void queue.settle(lease, false)
  }

  async #answer(number: number, question: Question): Promise<void> {
    const asked = new AbortController()
    this.#asked.set(number, asked)
    const queue = this.#queues.get(question.queue)
    const answer = queue ? await this.#ask(queue, question, asked.signal) : 'closed'
    this.#asked.delete(number)
    if (!this.#isGone) this.#writer.send(queueFrames.answer, number, encode(answer))
    // Taken for somebody who is gone.
    else if (queue && typeof answer === 'object' && 'lease' in answer) await this.#return(queue, answer.lease)
  }

  async #ask(queue: QueueEnd, question: Question, signal: AbortSignal): Promise<Answer> {
    switch (question.ask) {
      case 'put':
        return queue.put(question.content, { timeout: question.timeout, signal })
      case 'take': {
        const taken = await queue.take(true, { timeout: question.timeout, signal })
        if (typeof taken === 'string') return taken
        return this.#hold(queue, taken, question.isLeased)
      }
      case 'settle':
        this.#leases.get(queue)?.delete(question.lease)
        await queue.settle(question.lease, question.isDone)
        return undefined
      case 'count':
        return queue.count()
      case 'close':
        await queue.close()
        return undefined
      case 'subscribe': {
        const subscriber = await queue.subscribe(question.capacity)
        this.share(subscriber)
        return { id: subscriber.id, capacity: subscriber.capacity }
      }
    }
  }

  /** A message that is taken for good is leased too until it is on its way: its taker may have died meanwhile. */
  async #hold(queue: QueueEnd, taken: { content: Uint8Array; lease: number }, isLeased: boolean): Promise<Answer> {
    if (this.#isGone) return taken
    if (!isLeased) {
      await queue.settle(taken.lease, true)
      return { content: taken.content, lease: 0 }
    }
    const leases = this.#leases.get(queue) ?? new Set()
    this.#leases.set(queue, leases.add(taken.lease))
    return taken
  }

  async #return(queue: QueueEnd, lease: number): Promise<void> {
    if (lease > 0) await queue.settle(lease, false)
  }
}
