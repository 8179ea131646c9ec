import type { Frame, FrameWriter } from '../worker/frames.ts'
import { Broker } from './broker.ts'
import { MemoryOffers } from './memory-offers.ts'
import { decodeQuestion } from './question.ts'
import { QuestionAnswers } from './question-answers.ts'
import type { QueueEndpoint, QueueUser } from './queue-endpoint.ts'
import { queueFrames } from './queue-frames.ts'
import { unlessLost } from './queue-lost.ts'
import type { SharedQueue } from './shared-queue.ts'

/** Gives one other process access to the queues that were handed to it. */
export class QueueServer {
  readonly #writer: FrameWriter
  readonly #shared = new Map<number, SharedQueue>()
  readonly #numbers = new Map<string, number>()
  readonly #offers: MemoryOffers
  readonly #answers: QuestionAnswers

  /** @param user the process that is served, for those who look at the queues */
  constructor(writer: FrameWriter, user: QueueUser) {
    this.#writer = writer
    this.#offers = new MemoryOffers(writer)
    this.#answers = new QuestionAnswers({
      writer,
      user,
      offers: this.#offers,
      find: (number) => this.#shared.get(number),
      share: (queue) => {
        this.share(queue)
      },
    })
  }

  /** The process may ask this queue from now on. */
  share(queue: QueueEndpoint): void {
    if (this.#numbers.has(queue.id)) return
    const number = this.#numbers.size + 1
    this.#numbers.set(queue.id, number)
    this.#shared.set(number, { number, queue, leases: new Set(), questions: 0, isWindowOffered: false })
    this.#writer.send(queueFrames.queue, number, Buffer.from(queue.id))
    if (queue instanceof Broker) this.#offers.add(number, queue)
  }

  /** False if the frame is not about queues. */
  take({ kind, number, content }: Frame): boolean {
    // The messages that it has put before come first.
    this.#offers.drain()
    switch (kind) {
      case queueFrames.question:
        this.#answers.answer(number, decodeQuestion(content))
        return true
      case queueFrames.giveUp:
        this.#answers.giveUp(number)
        return true
      case queueFrames.got:
        this.#answers.noteGot(number)
        return true
      case queueFrames.doorbell:
        this.#offers.wake()
        return true
      case queueFrames.claimed:
        this.#offers.noteClaim(number)
        return true
      case queueFrames.opened:
        this.#offers.noteOpened(number, content.length > 0)
        return true
      default:
        return false
    }
  }

  /** The process is gone: what it waited for is given up, and the messages that it held come back. */
  end(): void {
    this.#offers.end()
    this.#answers.end()
    // The latest first: the earliest is then in front.
    for (const { queue, leases } of this.#shared.values())
      for (const lease of [...leases].toReversed()) queue.endLease(lease, 'released').catch(unlessLost)
  }
}
