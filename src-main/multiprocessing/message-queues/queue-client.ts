import { openMemories } from '../../platform/shared-memory.ts'
import { raise } from '../../platform/uncaught.ts'
import type { Frame, FrameWriter } from '../worker/frames.ts'
import type { QueueAnswer, QueueName } from './answer.ts'
import { EventLoopTurns } from './event-loop-turns.ts'
import { OpenQuestions } from './open-questions.ts'
import type { QueueQuestion } from './question.ts'
import type { QueueAccess, QueueConnection } from './queue-connection.ts'
import type { PutAnswer, QueueEndpoint, WaitLimit } from './queue-endpoint.ts'
import { decodePlace, queueFrames } from './queue-frames.ts'
import { lost } from './queue-lost.ts'
import { QueueOutput } from './queue-output.ts'
import { RemoteQueue } from './remote-queue.ts'
import { Window } from './window.ts'

/** Gives this process access to queues that live in the process that started it, or beyond that. */
export class QueueClient implements QueueConnection {
  readonly turns = new EventLoopTurns()
  readonly #writer: FrameWriter
  readonly #questions: OpenQuestions
  readonly #output: QueueOutput
  /** By the queue's id, and by its number. */
  readonly #accesses = new Map<string, QueueAccess>()
  readonly #numbered = new Map<number, QueueAccess>()

  /** @param setKept called when answers begin or cease to be waited for: this process has to live for them */
  constructor(writer: FrameWriter, setKept: (isKept: boolean) => void) {
    this.#writer = writer
    this.#questions = new OpenQuestions(writer, setKept)
    this.#output = new QueueOutput(writer, this.#questions, this.turns)
  }

  queue(name: QueueName): QueueEndpoint {
    return new RemoteQueue(this, name, this.#accesses.get(name.id) ?? newAccess(0))
  }

  /** The queue of this name, in the process where the program began. */
  async open(name: string, capacity: number | undefined): Promise<QueueEndpoint> {
    const answer = await this.ask({ queue: 0, ask: 'open', name, capacity })
    if (answer === 'closed') throw lost()
    return this.queue(answer as QueueName)
  }

  /** False if the frame is not about queues. */
  take({ kind, number, content }: Frame): boolean {
    switch (kind) {
      case queueFrames.answer:
        this.#questions.answer(number, content)
        return true
      case queueFrames.queue: {
        const access = newAccess(number)
        this.#accesses.set(content.toString(), access)
        this.#numbered.set(number, access)
        return true
      }
      case queueFrames.memory:
        this.#openMemory(number, content).catch((error: unknown) => {
          // Whoever offered it goes on without.
          this.#writer.send(queueFrames.opened, number)
          raise(error)
        })
        return true
      case queueFrames.room:
        this.#output.continue()
        return true
      default:
        return false
    }
  }

  /** Nobody answers any more. */
  lose(): void {
    this.#questions.lose()
    this.#output.continue()
  }

  ask(question: QueueQuestion, signal?: AbortSignal, isConfirmed = false): Promise<QueueAnswer> {
    if (this.#questions.isLost) return Promise.reject(lost())
    return this.#output.inOrder(() => this.#questions.ask(question, signal, isConfirmed))
  }

  putAtOnce(access: QueueAccess, item: unknown): boolean {
    return this.#output.putAtOnce(access, item)
  }

  put(access: QueueAccess, content: Uint8Array, limit: WaitLimit): PutAnswer | Promise<PutAnswer> {
    return this.#output.put(access, content, limit)
  }

  reportClaim(access: QueueAccess, window: Window): void {
    if (!window.takeAlarm()) return
    this.#writer.send(queueFrames.claimed, access.number)
    this.#writer.flush()
  }

  async #openMemory(number: number, content: Buffer): Promise<void> {
    const buffer = (await openMemories())?.open(decodePlace(content))
    const access = this.#numbered.get(number)
    if (buffer && number === 0) this.#output.openRing(buffer)
    else if (buffer && access) access.window = new Window(buffer)
    this.#writer.send(queueFrames.opened, number, buffer ? Buffer.of(1) : undefined)
  }
}

function newAccess(number: number): QueueAccess {
  return { number, window: undefined, putting: 0, taking: 0 }
}
