import type { FrameWriter } from '../worker/frames.ts'
import { type QueueAnswer, decodeAnswer } from './answer.ts'
import { type QueueQuestion, encodeQuestion } from './question.ts'
import { queueFrames } from './queue-frames.ts'
import { lost } from './queue-lost.ts'

interface OpenQuestion {
  resolve: (answer: QueueAnswer) => void
  reject: (reason: Error) => void
}

/** Questions that this process has asked and that are not answered. */
export class OpenQuestions {
  readonly #writer: FrameWriter
  readonly #setKept: (isKept: boolean) => void
  readonly #open = new Map<number, OpenQuestion>()
  #lastNumber = 0
  #isLost = false

  /** @param setKept called when the first question is asked and the last one answered: this process has to live until then */
  constructor(writer: FrameWriter, setKept: (isKept: boolean) => void) {
    this.#writer = writer
    this.#setKept = setKept
  }

  /** Whether nobody answers any more. */
  get isLost(): boolean {
    return this.#isLost
  }

  /** @param isConfirmed a message that is the answer is reported as `got`. Rejects with a QueueLostError. */
  ask(question: QueueQuestion, signal?: AbortSignal, isConfirmed = false): Promise<QueueAnswer> {
    if (this.#isLost) return Promise.reject(lost())
    const number = ++this.#lastNumber
    const { promise, resolve, reject } = Promise.withResolvers<QueueAnswer>()
    if (this.#open.size === 0) this.#setKept(true)
    this.#open.set(number, {
      resolve: (answer) => {
        if (isConfirmed && typeof answer === 'object' && 'lease' in answer) this.#confirm(number)
        resolve(answer)
      },
      reject,
    })
    this.#writer.send(queueFrames.question, number, encodeQuestion(question))
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

  /** The answer to the question of this number has arrived. */
  answer(number: number, content: Buffer): void {
    this.#close(number)?.resolve(decodeAnswer(content))
  }

  /** Rejects all questions, and those that are asked from now on, with a QueueLostError. */
  lose(): void {
    this.#isLost = true
    for (const number of this.#open.keys()) this.#close(number)?.reject(lost())
  }

  /** Before the asker's code goes on: whatever becomes of this process then, the message must not be given to another. */
  #confirm(number: number): void {
    this.#writer.send(queueFrames.got, number)
    this.#writer.flush()
  }

  #close(number: number): OpenQuestion | undefined {
    const question = this.#open.get(number)
    if (this.#open.delete(number) && this.#open.size === 0) this.#setKept(false)
    return question
  }
}
