import type { FrameWriter } from '../worker/frames.ts'
import { type QueueAnswer, type QueueName, encodeAnswer } from './answer.ts'
import { Broker } from './broker.ts'
import type { MemoryOffers } from './memory-offers.ts'
import { namedQueues } from './named-queues.ts'
import type { QueueQuestion } from './question.ts'
import type { QueueEndpoint, QueueUser, WaitLimit } from './queue-endpoint.ts'
import { queueFrames } from './queue-frames.ts'
import { unlessLost } from './queue-lost.ts'
import type { SharedQueue } from './shared-queue.ts'

type Asked<Ask extends QueueQuestion['ask']> = QueueQuestion & { ask: Ask }

export interface QuestionAnswersOptions {
  writer: FrameWriter
  /** Who asks. */
  user: QueueUser
  offers: MemoryOffers
  find: (number: number) => SharedQueue | undefined
  /** Gives the asker access to a queue. */
  share: (queue: QueueEndpoint) => void
}

/** Answers what one other process asks about queues. */
export class QuestionAnswers {
  readonly #options: QuestionAnswersOptions
  /** Questions that wait, by number. */
  readonly #waiting = new Map<number, AbortController>()
  /** By question: messages on their way to the asker's code. */
  readonly #onTheirWay = new Map<number, { shared: SharedQueue; lease: number }>()
  #isGone = false

  constructor(options: QuestionAnswersOptions) {
    this.#options = options
  }

  answer(number: number, question: QueueQuestion): void {
    this.#answer(number, question).catch((error: unknown) => {
      // The asker must not wait any longer: a queue that cannot be reached gives nothing more.
      this.#waiting.delete(number)
      this.#send(number, 'closed')
      unlessLost(error)
    })
  }

  /** The asker does not want to wait any longer. */
  giveUp(number: number): void {
    this.#waiting.get(number)?.abort()
  }

  /** The asker's code has the message that answered this question. */
  noteGot(number: number): void {
    const message = this.#onTheirWay.get(number)
    if (!message) return
    this.#onTheirWay.delete(number)
    const { shared, lease } = message
    shared.leases.delete(lease)
    shared.queue.endLease(lease, 'acknowledged').catch(unlessLost)
  }

  /** The asker is gone. */
  end(): void {
    this.#isGone = true
    for (const waiting of this.#waiting.values()) waiting.abort()
  }

  async #answer(number: number, question: QueueQuestion): Promise<void> {
    if (question.ask === 'open') {
      this.#send(number, await this.#open(question))
      return
    }
    const shared = this.#options.find(question.queue)
    const answer = shared ? await this.#ask(number, shared, question) : 'closed'
    this.#waiting.delete(number)
    if (shared && typeof answer === 'object' && 'lease' in answer) {
      if (this.#isGone) {
        shared.queue.endLease(answer.lease, 'released').catch(unlessLost)
        return
      }
      shared.leases.add(answer.lease)
      if (question.ask === 'take' && !question.isLeased) this.#onTheirWay.set(number, { shared, lease: answer.lease })
    }
    this.#send(number, answer)
  }

  #send(number: number, answer: QueueAnswer): void {
    if (!this.#isGone) this.#options.writer.send(queueFrames.answer, number, encodeAnswer(answer))
  }

  async #open({ name, capacity }: Asked<'open'>): Promise<QueueName> {
    const queue = await namedQueues().open(name, capacity)
    this.#options.share(queue)
    return nameOf(queue)
  }

  #ask(
    number: number,
    shared: SharedQueue,
    question: Exclude<QueueQuestion, { ask: 'open' }>,
  ): QueueAnswer | Promise<QueueAnswer> {
    const { queue } = shared
    switch (question.ask) {
      case 'put':
        this.#options.offers.offerRing(shared)
        return queue.put(question.content, this.#limit(number, question.timeout))
      case 'take':
        return this.#take(number, shared, question)
      case 'end-lease':
        shared.leases.delete(question.lease)
        return queue.endLease(question.lease, question.how).then(() => 'done')
      case 'count':
        return queue.count()
      case 'close':
        return queue.close().then(() => 'done')
      case 'subscribe':
        return queue.subscribe(question.capacity).then((subscriber) => {
          this.#options.share(subscriber)
          return nameOf(subscriber)
        })
    }
  }

  /** A message is leased even if it is taken for good, until the asker's code has it: that may die meanwhile. */
  #take(
    number: number,
    shared: SharedQueue,
    { timeout, isLeased, hasWindow }: Asked<'take'>,
  ): QueueAnswer | Promise<QueueAnswer> {
    const { queue } = shared
    const limit = this.#limit(number, timeout)
    if (!(queue instanceof Broker)) return queue.take(true, limit)
    const answer = queue.takeOrPoint({ isLeased: true, hasWindow }, limit)
    if (!isLeased && !hasWindow) this.#options.offers.offerWindow(shared, queue, answer instanceof Promise)
    return answer
  }

  #limit(number: number, timeout: number): WaitLimit {
    const { user } = this.#options
    if (timeout <= 0) return { timeout, user }
    const waiting = new AbortController()
    this.#waiting.set(number, waiting)
    return { timeout, user, signal: waiting.signal }
  }
}

function nameOf({ id, name, capacity }: QueueEndpoint): QueueName {
  return { id, name, capacity }
}
