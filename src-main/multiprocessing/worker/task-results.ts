import type { FrameWriter } from './frames.ts'
import { type PlainResult, encodeClone, encodeJson, fromWorker, isPlain, isPlainList } from './messages.ts'
import { describeThrown } from './thrown.ts'

/** Milliseconds that results are gathered at most while one task follows the other. */
const longestGathering = 2

/** Sends what tasks returned or threw: plain results of several share a frame. */
export class TaskResults {
  readonly #writer: FrameWriter
  #results: PlainResult[] = []
  #sentAt = 0

  constructor(writer: FrameWriter) {
    this.#writer = writer
  }

  /** Tasks begin to follow one another: results are gathered from now on. */
  begin(): void {
    this.#sentAt = performance.now()
  }

  /** @param time milliseconds that the task took */
  succeed(number: number, time: number, value: unknown): void {
    if (value === undefined) this.#results.push([number, time])
    else if (isPlain(value) || isPlainList(value)) this.#results.push([number, time, value])
    else {
      try {
        this.#writer.send(fromWorker.result, number, encodeClone([time, value]))
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        const sentence = `The result cannot be sent to another process: ${message}`
        this.fail(number, time, new TypeError(sentence, { cause: error }))
      }
    }
  }

  /** @param time milliseconds that the task took */
  fail(number: number, time: number, thrown: unknown): void {
    this.#writer.send(fromWorker.failed, number, encodeClone([time, describeThrown(thrown)]))
  }

  /** @param now of `performance` */
  sendIfDue(now: number): void {
    if (now - this.#sentAt > longestGathering) this.send(now)
  }

  /** Sends what was gathered. @param now of `performance` */
  send(now = performance.now()): void {
    this.#sentAt = now
    if (this.#results.length > 0) {
      this.#writer.send(fromWorker.results, 0, encodeJson(this.#results))
      this.#results = []
    }
    this.#writer.flush()
  }
}
