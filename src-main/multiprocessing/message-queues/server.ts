import { raise } from '../../platform/uncaught.ts'
import { type SharedMemory, openMemories } from '../../platform/shared-memory.ts'
import type { Frame, FrameWriter } from '../worker/frames.ts'
import { Broker } from './broker.ts'
import type { Party, Patience, QueueEnd } from './end.ts'
import { Inlet } from './inlet.ts'
import { namedQueues } from './named-queues.ts'
import {
  type Answer,
  type Question,
  type QueueName,
  decodeQuestion,
  encodeAnswer,
  encodePlace,
  queueFrames,
} from './requests.ts'
import { unlessLost } from './queue-lost.ts'
import { ringBytes } from './ring.ts'

/** Questions about a queue after which its asker gets memory in common: opening that takes it as long as 100 questions. */
const manyQuestions = 16

interface Shared {
  readonly number: number
  readonly queue: QueueEnd
  /** Those of it that the other process has been given and may still lose, in order. */
  readonly leases: Set<number>
  questions: number
  isWindowOffered: boolean
}

/** Gives one other process access to the queues that were handed to it. */
export class QueueServer {
  readonly #writer: FrameWriter
  readonly #party: Party
  readonly #shared = new Map<number, Shared>()
  readonly #numbers = new Map<string, number>()
  /** Those that live here. */
  readonly #brokers = new Map<number, Broker>()
  readonly #asked = new Map<number, AbortController>()
  /** By question: messages on their way to its code. */
  readonly #given = new Map<number, { shared: Shared; lease: number }>()
  #ring: SharedMemory | undefined
  #inlet: Inlet | undefined
  /** Whether it can open memory in common; undefined: nobody knows yet. */
  #canOpen: boolean | undefined
  #isGone = false

  /** @param party who is served, for those who look at the queues */
  constructor(writer: FrameWriter, party: Party) {
    this.#writer = writer
    this.#party = party
  }

  /** From now on it may ask this queue. */
  share(queue: QueueEnd): void {
    if (this.#numbers.has(queue.id)) return
    const number = this.#numbers.size + 1
    this.#numbers.set(queue.id, number)
    this.#shared.set(number, { number, queue, leases: new Set(), questions: 0, isWindowOffered: false })
    this.#writer.send(queueFrames.queue, number, Buffer.from(queue.id))
    if (!(queue instanceof Broker)) return
    this.#brokers.set(number, queue)
    if (this.#inlet) connect(this.#inlet, number, queue)
  }

  /** False where the frame is none about queues. */
  take({ kind, number, content }: Frame): boolean {
    // What it has put before comes first.
    this.#inlet?.drain()
    switch (kind) {
      case queueFrames.question:
        this.#answer(number, decodeQuestion(content)).catch((error: unknown) => {
          // Whoever asked waits no longer: a queue that cannot be reached gives nothing more.
          this.#asked.delete(number)
          if (!this.#isGone) this.#writer.send(queueFrames.answer, number, encodeAnswer('closed'))
          unlessLost(error)
        })
        return true
      case queueFrames.giveUp:
        this.#asked.get(number)?.abort()
        return true
      case queueFrames.got:
        this.#noteGot(number)
        return true
      case queueFrames.doorbell:
        this.#inlet?.wake()
        return true
      case queueFrames.claimed:
        this.#brokers.get(number)?.noteClaim()
        return true
      case queueFrames.opened:
        this.#noteOpened(number, content.length > 0)
        return true
      default:
        return false
    }
  }

  /** The process is gone: what it waited for is given up, and what it held comes back. */
  end(): void {
    this.#isGone = true
    this.#inlet?.end()
    if (this.#inlet) for (const broker of this.#brokers.values()) broker.inlets.delete(this.#inlet)
    for (const asked of this.#asked.values()) asked.abort()
    // The latest first: the earliest is then in front.
    for (const { queue, leases } of this.#shared.values())
      for (const lease of [...leases].toReversed()) queue.settle(lease, false).catch(unlessLost)
  }

  async #answer(number: number, question: Question): Promise<void> {
    if (question.ask === 'open') {
      this.#writer.send(queueFrames.answer, number, encodeAnswer(await this.#open(question)))
      return
    }
    const shared = this.#shared.get(question.queue)
    const answer = shared ? await this.#ask(number, shared, question) : 'closed'
    this.#asked.delete(number)
    if (shared && typeof answer === 'object' && 'lease' in answer) {
      if (this.#isGone) {
        // Taken for somebody who is gone.
        shared.queue.settle(answer.lease, false).catch(unlessLost)
        return
      }
      shared.leases.add(answer.lease)
      if (question.ask === 'take' && !question.isLeased) this.#given.set(number, { shared, lease: answer.lease })
    }
    if (!this.#isGone) this.#writer.send(queueFrames.answer, number, encodeAnswer(answer))
  }

  async #open({ name, capacity }: Question & { ask: 'open' }): Promise<Answer> {
    const queue = await namedQueues().open(name, capacity)
    this.share(queue)
    return nameOf(queue)
  }

  #ask(number: number, shared: Shared, question: Exclude<Question, { ask: 'open' }>): Answer | Promise<Answer> {
    const { queue } = shared
    switch (question.ask) {
      case 'put':
        this.#offerRing(shared)
        return queue.put(question.content, this.#patience(number, question.timeout))
      case 'take':
        return this.#take(number, shared, question)
      case 'settle':
        shared.leases.delete(question.lease)
        return queue.settle(question.lease, question.isDone).then(() => 'done')
      case 'count':
        return queue.count()
      case 'close':
        return queue.close().then(() => 'done')
      case 'subscribe':
        return queue.subscribe(question.capacity).then((subscriber) => {
          this.share(subscriber)
          return nameOf(subscriber)
        })
    }
  }

  /** A message is leased even if it is taken for good, until its taker's code has it: that may die meanwhile. */
  #take(
    number: number,
    shared: Shared,
    { timeout, isLeased, hasWindow }: Question & { ask: 'take' },
  ): Answer | Promise<Answer> {
    const { queue } = shared
    const patience = this.#patience(number, timeout)
    if (!(queue instanceof Broker)) return queue.take(true, patience)
    const answer = queue.takeOrTell({ isLeased: true, hasWindow }, patience)
    if (!isLeased && !hasWindow) this.#offerWindow(shared, queue, answer instanceof Promise)
    return answer
  }

  #patience(number: number, timeout: number): Patience {
    if (timeout <= 0) return { timeout, party: this.#party }
    const asked = new AbortController()
    this.#asked.set(number, asked)
    return { timeout, party: this.#party, signal: asked.signal }
  }

  /** Its code has the message. */
  #noteGot(number: number): void {
    const given = this.#given.get(number)
    if (!given) return
    this.#given.delete(number)
    given.shared.leases.delete(given.lease)
    given.shared.queue.settle(given.lease, true).catch(unlessLost)
  }

  /** @param isIdle whether its consumer has nothing else to do meanwhile */
  #offerWindow(shared: Shared, queue: Broker, isIdle: boolean): void {
    shared.questions++
    if (shared.isWindowOffered || this.#canOpen === false) return
    if (!isIdle && !this.#canOpen && shared.questions < manyQuestions) return
    shared.isWindowOffered = true
    openMemories()
      .then((memories) => {
        const place = memories && !this.#isGone && queue.openWindow(memories.create)
        if (place) this.#writer.send(queueFrames.memory, shared.number, encodePlace(place))
      })
      .catch(raise)
  }

  #offerRing(shared: Shared): void {
    shared.questions++
    if (shared.questions >= manyQuestions && shared.queue instanceof Broker) this.#makeRing()
  }

  #makeRing(): void {
    if (this.#ring || this.#canOpen === false) return
    openMemories()
      .then((memories) => {
        if (this.#ring || this.#isGone) return
        this.#ring = memories?.create(ringBytes)
        if (this.#ring) this.#writer.send(queueFrames.memory, 0, encodePlace(this.#ring.place))
        else this.#canOpen = false
      })
      .catch(raise)
  }

  #noteOpened(number: number, isOpen: boolean): void {
    this.#canOpen = isOpen
    if (!isOpen || this.#isGone) return
    // What it takes to open memory it has taken: another costs nothing.
    if (number > 0) this.#makeRing()
    else if (this.#ring) {
      this.#inlet = new Inlet(this.#ring.buffer, this.#brokers, () => {
        this.#writer.send(queueFrames.room, 0)
      })
      for (const [queueNumber, broker] of this.#brokers) connect(this.#inlet, queueNumber, broker)
    }
  }
}

function nameOf({ id, name, capacity }: QueueEnd): QueueName {
  return { id, name, capacity }
}

/** Where it may: from now on its messages come in there without being asked for. */
function connect(inlet: Inlet, number: number, broker: Broker): void {
  broker.inlets.add(inlet)
  if (broker.isUnlimited) inlet.open(number)
}
